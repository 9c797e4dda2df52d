import Foundation
import PortsTestKit
import Promotion
import Testing

@testable import MergeRequestTexts

/// Whatever strangers write stays words: a text full of it is built as one of tame words is.
@Suite("Strangers' words stay words")
struct HostileWordsTests {
    private let texts = MergeRequestTexts()

    @Test("Hostile facts make a text of the same build as tame ones", arguments: 0..<200 as Range<UInt64>)
    func skeletons(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...3, using: &generator)
        let isEmptyOld = Bool.random(using: &generator)
        let tame = facts(count, isEmptyOld) { "word" }
        let hostile = facts(count, isEmptyOld) { Self.words(&generator) }
        for host in Sample.hosts.map({ Sample.host($0.markdown) }) {
            let expected = Skeleton.of(try texts.body(tame, for: host))
            let seen = Skeleton.of(try texts.body(hostile, for: host))
            #expect(seen == expected)
            #expect(
                Skeleton.of(texts.comment(hostile, for: host)) == Skeleton.of(texts.comment(tame, for: host)))
            let ending = { (word: String) in
                texts.closingComment(tame, ending: .promotion(.rejected(by: word, reason: word)), for: host)
            }
            #expect(Skeleton.of(ending(Self.words(&generator))) == Skeleton.of(ending("word")))
        }
    }

    @Test("Nothing pings, refers, closes, commands or turns around", arguments: 0..<200 as Range<UInt64>)
    func triggers(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let hostile = facts(2, false) { Self.words(&generator) }
        for host in Sample.hosts.map({ Sample.host($0.markdown) }) {
            let parts = [
                try texts.body(hostile, for: host), texts.comment(hostile, for: host),
                try texts.title(hostile, for: host),
            ]
            for text in parts {
                // Tags and digests are copied from code as they are; they have no such words.
                let body = text.split(separator: "\n[//]: # ").first.map(String.init) ?? text
                for trigger in Self.triggers {
                    #expect(body.firstMatch(of: trigger) == nil, "\(body)")
                }
                #expect(body.unicodeScalars.allSatisfy { Self.isShown($0) })
            }
        }
    }

    /// What hosts look for, wherever it stands.
    nonisolated(unsafe) private static let triggers: [Regex<Substring>] = [
        /(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|implements?):?\s+[\w\/.\-]*[#!]\d/,
        /(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+[A-Z][A-Z0-9_]+-\d/, /(?m)^\s*\/\w/,
        /(?:^|[\s(>])@[\w{"]/, /(?:^|[\s(>])[#!]\d/, /(?i)(?:^|\s)www\.\w/, /<\/?\w/, /<!--/,
    ]

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: scalar == breakingSpace
        default: true
        }
    }

    private static func words(_ generator: inout SeededGenerator) -> String {
        let pieces =
            GoldenCase.hostileWords + [
                "`", "``", "```", "*", "**", "_", "[", "](", ")", "\\", "<", ">", "&", "#", "@", "@ann", "#12", "!3",
                "|", "~~~", "\n",
                "\r", "\t", "-", "--", "+", "=", "/x", "fixes ", "Closes: ", "PROJ-1", "http://", "www.x.y", "<a>",
                "<!--", "-->", "${x}",
                "\u{202E}", "\u{200B}", "\u{2028}", "\u{0}", "\u{1B}[2J", "ü", "日本", "👩‍👩‍👧", "1.", "2)", "x", "word", " ",
            ]
        let text = (0..<Int.random(in: 1...6, using: &generator))
            .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined(
                separator: Bool.random(using: &generator) ? "" : " ")
        // Some texts depend on whether there is a value, and which kind it is.
        return text.tidied(to: 400).isEmpty ? "x" + text : text
    }

    private func facts(_ count: Int, _ isEmptyOld: Bool, _ word: () -> String) -> MergeRequestFacts {
        let sources = (0..<count).map { "s\($0)" }
        let artifacts = sources.map { Sample.artifact($0, word(), digest: word()) }
        let release = Sample.release(artifacts)
        var moves = MergeRequestFacts.moves(to: release, from: nil, current: nil)
        for index in moves.indices {
            moves[index].repository = word()
            moves[index].from = .init(tag: "before " + word(), digest: nil)
            var changes = (0..<3).map { Sample.change($0, word(), mergeRequest: $0) }
            for other in changes.indices {
                changes[other].subject = word()
                changes[other].author = word()
                if other == 1 { changes[other].address = "https://git.example.com/" + word() }
            }
            moves[index].changes =
                index == 0
                ? .known(ChangeLog(.forward, changes: changes, total: 3 + index))
                : .unknown(reason: "\(index)" + word())
        }
        return MergeRequestFacts(
            stage: Sample.stage, promotion: Sample.promotion, kind: .requested, requestedBy: "u" + word(),
            release: release,
            moves: moves, edits: [Sample.edit(word(), isEmptyOld ? "" : "old" + word(), "new" + word(), file: word())],
            runsIn: [.init(environment: word(), since: Sample.noon, verifiedAt: nil)], passed: [word()],
            waiting: [Waiting(.approval, word()), Waiting(.hold, word())],
            approvals: [.init(by: word(), at: Sample.noon, planHash: "")], progress: .waiting, address: nil)
    }
}
