import Foundation
import PortsTestKit
import Promotion
import Testing

@testable import MergeRequestTexts

/// Whatever strangers write stays words: a text full of it is built as one of tame words is.
@Suite("Strangers' words stay words")
struct HostileWordsTests {
    private let texts = MergeRequestTexts()

    @Test("Hostile facts make a text of the same build as tame ones", arguments: 0..<80 as Range<UInt64>)
    func skeletons(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...3, using: &generator)
        let isEmptyOld = Bool.random(using: &generator)
        let tame = HostileFacts.make(count, isEmptyOld) { "word" }
        let hostile = HostileFacts.make(count, isEmptyOld) { HostileFacts.words(&generator) }
        for host in Sample.hosts.map({ Sample.host($0.markdown) }) {
            let expected = Skeleton.of(try texts.body(tame, for: host))
            let seen = Skeleton.of(try texts.body(hostile, for: host))
            #expect(seen == expected)
            #expect(
                Skeleton.of(texts.comment(hostile, for: host)) == Skeleton.of(texts.comment(tame, for: host)))
            let ending = { (word: String) in
                texts.closingComment(tame, ending: .promotion(.rejected(by: word, reason: word)), for: host)
            }
            #expect(Skeleton.of(ending(HostileFacts.words(&generator))) == Skeleton.of(ending("word")))
        }
    }

    @Test("Nothing pings, refers, closes, commands or turns around", arguments: 0..<80 as Range<UInt64>)
    func triggers(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let hostile = HostileFacts.make(2, false) { HostileFacts.words(&generator) }
        for host in Sample.hosts.map({ Sample.host($0.markdown) }) {
            let parts = [
                try texts.body(hostile, for: host), texts.comment(hostile, for: host),
                try texts.title(hostile, for: host),
            ]
            for text in parts {
                // The marker is no host's business.
                let body = text.split(separator: "\n[//]: # ").first.map(String.init) ?? text
                for trigger in Self.closing {
                    #expect(body.firstMatch(of: trigger) == nil, "\(body)")
                }
                let prose = Skeleton.prose(of: body)
                for trigger in Self.triggers {
                    #expect(prose.firstMatch(of: trigger) == nil, "\(body)")
                }
                #expect(body.unicodeScalars.allSatisfy { Self.isShown($0) })
            }
        }
    }

    /// What GitLab looks for in a text as it was written, code included.
    nonisolated(unsafe) private static let closing: [Regex<Substring>] = [
        /(?i)\b(?:close[sd]?|closing|fix(?:e[sd]|ing)?|resolve[sd]?|implements?):?\s+[\w\/.\-]*[#!]\d/,
        /(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+[A-Z][A-Z0-9_]+-\d/,
    ]

    /// What hosts look for in prose.
    nonisolated(unsafe) private static let triggers: [Regex<Substring>] = [
        /(?m)^\s*\/\w/, /@[\w{"]/, /[#!]\d/, /(?i)www\./,
        /(?i)https?:\/\/(?!git\.example\.com\/|sluice\.example\.com\/)/,
    ]

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: scalar == breakingSpace
        default: true
        }
    }
}
