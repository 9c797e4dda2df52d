import Foundation
import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import MergeRequestTexts

/// The renderers themselves as the oracle. `SLUICE_TEST_PYTHON` names a Python that has them; scripts/test makes one.
@Suite("Strangers' words in what hosts render")
struct RenderersTests {
    private struct Rendered: Decodable {
        let tags: [String]
        let text: String
    }

    private static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

    @Test(
        "Hostile facts render to the same tags as tame ones, and every word is shown",
        .disabled(if: python == nil, "SLUICE_TEST_PYTHON does not name a Python with cmarkgfm and Markdown"))
    func tags() throws {
        let texts = MergeRequestTexts()
        var sent: [[String]] = []
        var expected: [(tame: Int, words: [String])] = []
        for seed in 0..<150 as Range<UInt64> {
            var generator = SeededGenerator(seed: 1000 + seed)
            var words: [String] = []
            var others = SeededGenerator(seed: 2000 + seed)
            let hostile = HostileFacts.make(2, false, hidden: { HostileFacts.words(&others) }) {
                words.append(HostileFacts.words(&generator))
                return words.last ?? ""
            }
            let tame = HostileFacts.make(2, false) { "word" }
            for host in Sample.hosts {
                sent.append([host.markdown.rawValue, try texts.body(tame, for: host)])
                sent.append([host.markdown.rawValue, try texts.body(hostile, for: host)])
                expected.append((sent.count - 2, words))
            }
        }
        let rendered = try render(sent)
        try #require(rendered.count == sent.count)
        for (index, words) in expected {
            let (tame, hostile) = (rendered[index], rendered[index + 1])
            #expect(hostile.tags.map(\.origin) == tame.tags.map(\.origin), "\(sent[index + 1])")
            // Azure DevOps takes too little for all words.
            guard sent[index][0] != MarkdownDialect.azureDevOps.rawValue else { continue }
            let text = hostile.text.shown
            for word in words where word.utf8.count < 90 {
                #expect(text.contains(word.tidied(to: 200).shown), "\(word) is not in \(text)")
            }
        }
    }

    private func render(_ texts: [[String]]) throws -> [Rendered] {
        let script = try #require(Bundle.module.path(forResource: "renderers", ofType: "py"))
        let input = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        let output = try run([try #require(Self.python), script], input: input).output
        return try JSONDecoder().decode([Rendered].self, from: Data(output.utf8))
    }
}

extension String {
    /// A link's host without what it leads to there.
    fileprivate var origin: String { String(prefix { $0 != "?" }.prefix("a https://git.example.com/".count)) }

    /// As a person reads it: without what has no width, and with one space for several.
    fileprivate var shown: String {
        unbroken.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
