import Foundation
import GoldenManifests
import Testing

@testable import Manifests

/// Each folder below `Golden` is a case: `edits`, `original/<file>`, and `expected/<file>` or `expected-error`.
struct GoldenTests {
    static func cases() throws -> [GoldenCase] { try GoldenCase.all().filter { !$0.edits.isEmpty } }

    @Test("Every golden folder edits as a person would", arguments: try cases())
    func edits(golden: GoldenCase) throws {
        let editor = try #require(ManifestFormat(of: golden.file).editor)
        if let expected = golden.expectedError {
            #expect {
                try editor.apply(golden.edits, to: golden.original, file: golden.file)
            } throws: {
                #expect("\($0)" == expected)
                return true
            }
            return
        }
        let edited = try editor.apply(golden.edits, to: golden.original, file: golden.file)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == String(decoding: golden.expected, as: UTF8.self))
        #expect(edited.bytes == golden.expected)

        let places = golden.edits.map(\.place)
        let before = try editor.read(places, in: golden.original, file: golden.file)
        for change in edited.changes {
            #expect(before.contains { $0.place == change.place && $0.value == change.old })
            #expect(before.contains { $0.place == change.place && $0.position == change.position })
        }
        let after = try editor.read(places, in: edited.bytes, file: golden.file)
        #expect(after.map(\.value) == golden.edits.map(\.value))
        #expect(try editor.apply(golden.edits, to: edited.bytes, file: golden.file).changes.isEmpty)
    }

    @Test("There are at least forty cases, and no case is empty")
    func counts() throws {
        let cases = try GoldenCase.all()
        #expect(cases.count >= 40)
        #expect(cases.allSatisfy { !$0.edits.isEmpty || !$0.meanings.isEmpty || !$0.texts.isEmpty })
    }
}
