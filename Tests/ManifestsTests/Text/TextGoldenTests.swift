import GoldenManifests
import Testing

@testable import Manifests

/// The cases of `Golden` whose edits are by markers and patterns.
struct TextGoldenTests {
    static func cases() throws -> [GoldenCase] { try GoldenCase.all().filter { !$0.texts.isEmpty } }

    @Test("Every golden folder edits by its text as a person would", arguments: try cases())
    func edits(golden: GoldenCase) throws {
        if let expected = golden.expectedError {
            #expect {
                try apply(golden, to: golden.original)
            } throws: {
                #expect("\($0)" == expected)
                return true
            }
            return
        }
        let edited = try apply(golden, to: golden.original)
        #expect(String(decoding: edited, as: UTF8.self) == String(decoding: golden.expected, as: UTF8.self))
        #expect(edited == golden.expected)
        #expect(try apply(golden, to: edited) == edited, "a second edit is none")
        for text in golden.texts {
            let before = try text.edits(in: golden.original, file: golden.file)
            let after = try text.edits(in: edited, file: golden.file)
            #expect(before.map(\.use.name) == after.map(\.use.name), "names stay")
            #expect(Set(after.map(\.use.name)).count == after.count, "every use has a name of its own")
            #expect(after.map(\.use.value) == after.map(\.value), "what is declared is read back")
        }
    }

    @Test("There are at least sixty cases")
    func counts() throws {
        #expect(try Self.cases().count >= 60)
    }

    private func apply(_ golden: GoldenCase, to bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        for text in golden.texts {
            let edits = try text.edits(in: bytes, file: golden.file)
            bytes = try TextEditor.apply(edits, to: bytes, file: golden.file)
        }
        return bytes
    }
}
