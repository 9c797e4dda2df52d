package import Foundation
package import Manifests

/// A folder of golden cases: `edits`, `original/<file>`, and `expected/<file>` or `expected-error`.
///
/// `edits` has one edit a line, `selector = value`, before it where needed the document:
/// `@kind=Deployment,name=api spec.image = registry.example.com/api:2`. Lines that start with `#` are comments.
/// ``GoldenMeaning`` has the form of an edit by meaning, ``GoldenText`` that of one by markers or a pattern.
package struct GoldenCase: Sendable, CustomStringConvertible {
    package let name: String
    package let file: String
    package let edits: [ValueEdit]
    package let meanings: [GoldenMeaning]
    package let texts: [GoldenText]
    package let original: [UInt8]
    package let expected: [UInt8]
    package let expectedError: String?

    package var description: String { name }

    package struct Malformed: Error {
        package let line: String

        package init(line: String) {
            self.line = line
        }
    }

    /// Every folder below one, by name.
    package static func all(in root: URL) throws -> [GoldenCase] {
        try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
            .map(GoldenCase.init)
    }

    package init(folder: URL) throws {
        name = folder.lastPathComponent
        let originals = folder.appendingPathComponent("original")
        file = try Self.require(FileManager.default.contentsOfDirectory(atPath: originals.path).first)
        original = Array(try Data(contentsOf: originals.appendingPathComponent(file)))
        let lines = try String(contentsOf: folder.appendingPathComponent("edits"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
        texts = try lines.compactMap { try GoldenText($0) }
        meanings = texts.isEmpty ? lines.compactMap { GoldenMeaning($0) } : []
        let count = max(texts.count, meanings.count)
        edits = count == 0 ? try lines.map(Self.edit) : []
        // A misspelt line among edits of another form would be left out without a word.
        guard count == 0 || count == lines.count else {
            throw Malformed(line: lines.joined(separator: "; "))
        }
        let error = folder.appendingPathComponent("expected-error")
        guard FileManager.default.fileExists(atPath: error.path) else {
            expected = Array(try Data(contentsOf: folder.appendingPathComponent("expected/\(file)")))
            expectedError = nil
            return
        }
        expected = []
        expectedError = try String(contentsOf: error, encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    /// Values around the document stand before it, `data."app.yaml" > image.tag = 2`, and `\n` is a line end.
    private static func edit(_ line: Substring) throws -> ValueEdit {
        guard let separator = line.range(of: " = ") else { throw Malformed(line: String(line)) }
        var parts: [Container] = []
        for part in line[..<separator.lowerBound].split(separator: " > ") { parts.append(try container(part)) }
        let last = parts.removeLast()
        return ValueEdit(
            place: Place(document: last.document, selector: last.selector, within: parts),
            value: String(line[separator.upperBound...]).replacing("\\n", with: "\n"))
    }

    private static func container(_ text: Substring) throws -> Container {
        var rest = text
        var document: DocumentSelector?
        if rest.first == "@" {
            let words = rest.dropFirst().split(separator: " ", maxSplits: 1)
            let pairs = words[0].split(separator: ",").map { $0.split(separator: "=").map(String.init) }
            let parts = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
            document = DocumentSelector(kind: parts["kind"], name: parts["name"], namespace: parts["namespace"])
            rest = words[1]
        }
        return Container(document: document, selector: try Selector(String(rest)))
    }

    private static func require<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Malformed(line: "a file is missing") }
        return value
    }
}
