package import Foundation

/// The repository's top folder.
package let repositoryFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// What a file of the repository holds, for comparison with `text`; with SLUICE_RECORD=1 the file is written first.
package func recorded(_ text: String, at path: String) throws -> String {
    let file = repositoryFolder.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["SLUICE_RECORD"] == "1" { try Data(text.utf8).write(to: file) }
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
}

/// A page with the text between `<!-- generated: name -->` and `<!-- end -->` replaced.
package func page(_ path: String, replacing name: String, with text: String) throws -> String {
    var page = try String(contentsOf: repositoryFolder.appendingPathComponent(path), encoding: .utf8)
    guard let start = page.range(of: "<!-- generated: \(name) -->\n"),
        let end = page.range(of: "<!-- end -->", range: start.upperBound..<page.endIndex)
    else { throw CocoaError(.fileReadCorruptFile) }
    page.replaceSubrange(start.upperBound..<end.lowerBound, with: "\n\(text)\n")
    return page
}
