import GoldenManifests
import Testing

@testable import Manifests

/// The cases of `Golden` whose edits are by meaning.
struct MeaningGoldenTests {
    static func cases() throws -> [GoldenCase] { try GoldenCase.all().filter { !$0.meanings.isEmpty } }

    @Test("Every golden folder edits by meaning as a person would", arguments: try cases())
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
        for meaning in golden.meanings {
            let uses = try meaning.finder.uses(in: edited, file: golden.file)
            for use in uses {
                let found = try #require(use.found, "what was added is found")
                #expect(try found.value == use.edit(to: meaning.version, file: golden.file).value)
            }
            #expect(Set(uses.map(\.place)).count == uses.count, "every use has a place of its own")
        }
    }

    @Test("There are at least forty-five cases")
    func counts() throws {
        #expect(try Self.cases().count >= 45)
    }

    private func apply(_ golden: GoldenCase, to bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        for meaning in golden.meanings {
            bytes = try meaning.finder.apply(meaning.version, to: bytes, file: golden.file).bytes
        }
        return bytes
    }
}
