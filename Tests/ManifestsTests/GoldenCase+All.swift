import Foundation
import GoldenManifests

extension GoldenCase {
    /// Those of this target.
    static func all() throws -> [GoldenCase] {
        guard let resources = Bundle.module.resourceURL else { throw Malformed(line: "there are no resources") }
        return try all(in: resources.appendingPathComponent("Golden"))
    }
}
