import Foundation
import TestServers
import Testing

let goldenFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")

/// Holds a text against a file of the repository, by its path there.
func expectRecorded(_ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try text == recorded(text, at: path), "\(path) is not what is generated", sourceLocation: sourceLocation)
}
