import Foundation
import MergeRequestTexts
import Promotion
import TestServers
import Testing

@Suite("Merge requests' texts, as people read them")
struct GoldenTests {
    private let texts = MergeRequestTexts()

    @Test("Bodies", arguments: GoldenCase.all)
    func bodies(_ example: GoldenCase) throws {
        let texts = MergeRequestTexts(templates: example.templates)
        for dialect in example.hosts {
            let host = Sample.host(dialect)
            let text = try "# \(texts.title(example.facts, for: host))\n\n\(texts.body(example.facts, for: host))\n"
            try compare(text, "\(example.name)/body.\(dialect.rawValue).md")
        }
    }

    @Test("The comment that is kept up to date, at each step")
    func comments() throws {
        let commit = CommitID(hex: stableHash(["merge"]))
        var text = ""
        let steps: [MergeRequestFacts.Progress] = [
            .waiting, .merging(reason: nil), .merging(reason: "The required check build is still running."),
            .deploying(commit, seen: nil), .deploying(commit, seen: "2 of 3 replicas are new"),
            .verifying(commit, seen: "http api 3 of 5, 1 failed (`503` is not 200)."),
            .live(commit, since: Sample.noon),
            .failed(.permanent("The reconciler gave up: image not found.", remedy: "Push the image.")),
        ]
        for step in steps {
            var facts = Sample.usual
            facts.progress = step
            text += "<!-- \(step) -->\n\n\(texts.comment(facts, for: Sample.host(.github)))\n\n"
        }
        var open = Sample.usual
        open.waiting = []
        text += "<!-- nothing to wait for -->\n\n\(texts.comment(open, for: Sample.host(.github)))\n"
        try compare(text, "comments.md")
    }

    @Test("The last word, for each ending")
    func endings() throws {
        let endings: [MergeRequestEnding] = [
            .promotion(.verified(CommitID(hex: stableHash(["merge"])))),
            .promotion(.superseded(by: ReleaseID(hex: stableHash(["next"]))), successor: "1.4.3"),
            .promotion(.superseded(by: ReleaseID(hex: stableHash(["next"])))),
            .promotion(.rejected(by: "alice", reason: "Not on a Friday")),
            .promotion(.rejected(by: "@bob", reason: nil)),
            .promotion(.abandoned(reason: "The stage was removed from the configuration.")),
            .promotion(.failed(.permanent("The branch is protected."))), .closedOnHost(by: "ann"),
            .closedOnHost(by: nil),
        ]
        let text = endings.map { ending in
            "<!-- \(ending) -->\n\n"
                + texts.closingComment(Sample.usual, ending: ending, for: Sample.host(.github))
        }.joined(separator: "\n\n")
        try compare(text + "\n", "endings.md")
    }

    private func compare(_ text: String, _ file: String) throws {
        let path = "Tests/MergeRequestTextsTests/Golden/\(file)"
        if ProcessInfo.processInfo.environment["SLUICE_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: repositoryFolder.appendingPathComponent(path).deletingLastPathComponent(),
                withIntermediateDirectories: true)
        }
        #expect(try text == recorded(text, at: path), "SLUICE_RECORD=1 writes \(path)")
    }
}
