import Foundation
import Testing

@testable import Manifests

/// The files of HCL's own specification suite (github.com/hashicorp/hcl, `specsuite/tests`), whose licence, MPL-2.0, keeps
/// them out of this repository: `SLUICE_HCL_SPECSUITE` names a folder with them.
@Suite(
    "HCL's specification suite",
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_HCL_SPECSUITE"] != nil, "SLUICE_HCL_SPECSUITE is not set"))
struct HCLSpecificationTests {
    /// Those that are no valid syntax, by what the suite expects of them.
    private static let broken: Set<String> = [
        "singleline_bad.hcl", "single_oneline_invalid.hcl", "single_unclosed.hcl",
    ]

    @Test("Every valid file is parsed, and every other one refused")
    func suite() throws {
        let root = URL(
            fileURLWithPath: ProcessInfo.processInfo.environment["SLUICE_HCL_SPECSUITE"] ?? "", isDirectory: true)
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "hcl" || $0.pathExtension == "t" } ?? []
        #expect(files.count > 20)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            let error = bytes.withUnsafeBufferPointer { buffer -> ManifestError? in
                do throws(ManifestError) {
                    _ = try HCLParser.parse(HCLSource(buffer, file: file.lastPathComponent), limits: .manifest)
                    return nil
                } catch {
                    return error
                }
            }
            let isBroken = Self.broken.contains(file.lastPathComponent)
            #expect((error != nil) == isBroken, "\(file.lastPathComponent): \(error?.description ?? "parsed")")
        }
    }
}
