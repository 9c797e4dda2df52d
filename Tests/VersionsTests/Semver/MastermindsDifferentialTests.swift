import Foundation
import TestServers
import Testing
import Versions

@Suite("Ranges read as Masterminds/semver 3.2 reads them")
struct MastermindsDifferentialTests {
    @Test(
        "20,000 generated ranges, 160,000 versions, and the fixed tables",
        .disabled(
            if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] != nil,
            "SLUICE_FAST_TESTS is set: the peer is not built"))
    func differential() throws {
        var generator = RangeQuestionGenerator(random: SeededGenerator(seed: 20_261_124))
        let generated = (0..<20_000).map { _ in generator.question() }
        let questions = SemanticRangeTests.questions + generated

        let folder = try TemporaryDirectory("masterminds")
        let encoder = JSONEncoder()
        let lines = try questions.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let file = try folder.write(lines.joined(separator: "\n"), to: "questions.jsonl")
        let answers = try run(
            ["go", "run", try peer(), file],
            environment: [
                "GOPATH": "/usr/share/gocode", "GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": folder.file("cache"),
            ]
        ).output.split(separator: "\n").map(String.init)

        try #require(answers.count == questions.count)
        let wrong = zip(questions, answers).filter { $0.answer != $1 }
        #expect(
            wrong.isEmpty,
            """
            \(wrong.count) answers differ, such as
            \(wrong.prefix(10).map { "\($0): the peer says \($1), this says \($0.answer)" }.joined(separator: "\n"))
            """)
        // The generator is of no use if nearly everything is an error, or nearly nothing is admitted.
        let verdicts = answers.map { $0.prefix { $0 != " " } }
        #expect(verdicts.count { $0 == "error" } < questions.count / 2)
        #expect(verdicts.count { $0.contains("1") } > questions.count / 5)
        #expect(answers.contains { $0.contains("=") })
    }

    private func peer() throws -> String {
        try #require(Bundle.module.path(forResource: "main", ofType: "go", inDirectory: "Masterminds"))
    }
}
