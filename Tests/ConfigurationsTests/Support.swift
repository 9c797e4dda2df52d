import Foundation
import Testing

/// The repository's top folder, where the example configuration stands.
let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

let goldenFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")

/// Whether generated files are written instead of compared: `SLUICE_RECORD=1 swift test --filter ConfigurationsTests`.
let isRecording = ProcessInfo.processInfo.environment["SLUICE_RECORD"] == "1"

/// Holds a text against a file of the repository, which recording writes.
func expectRecorded(_ text: String, at file: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
    if isRecording { try Data(text.utf8).write(to: file) }
    let recorded = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(text == recorded, "\(file.lastPathComponent) is not what is generated", sourceLocation: sourceLocation)
}
