import PortsTestKit
import Promotion

@testable import MergeRequestTexts

/// Facts full of what strangers would write to get more than words.
enum HostileFacts {
    static func words(_ generator: inout SeededGenerator) -> String {
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

    /// `hidden`: for what is shown in part or not at all; `word` otherwise.
    static func make(
        _ count: Int, _ isEmptyOld: Bool, hidden: (() -> String)? = nil, _ word: @escaping () -> String
    ) -> MergeRequestFacts {
        let hidden = hidden ?? word
        let sources = (0..<count).map { "s\($0)" }
        let artifacts = sources.map { Sample.artifact($0, word(), digest: hidden()) }
        let release = Sample.release(artifacts)
        var moves = MergeRequestFacts.moves(to: release, from: nil, current: nil)
        for index in moves.indices {
            moves[index].repository = word()
            moves[index].from = .init(tag: "before " + word(), digest: nil)
            var changes = (0..<3).map { Sample.change($0, hidden(), mergeRequest: $0) }
            for other in changes.indices {
                changes[other].subject = index == 0 ? word() : hidden()
                changes[other].author = index == 0 ? word() : hidden()
                if other == 1 { changes[other].address = "https://git.example.com/" + hidden() }
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
