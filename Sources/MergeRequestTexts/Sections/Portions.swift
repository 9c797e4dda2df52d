/// How many entries of each part a text has room for.
struct Portions: Hashable, Sendable {
    var moves = 30
    var changes = 30
    var edits = 30
    var runsIn = 20
    var passed = 20
    var waiting = 20

    /// What becomes less, in this order, where a host takes no longer text: first what can be read elsewhere, never all of
    /// what moves and what is waited for.
    static let reductions: [@Sendable (inout Portions) -> Void] = [
        { $0.changes = 10 }, { $0.edits = 10 }, { $0.changes = 3 }, { $0.changes = 0 }, { $0.runsIn = 0 },
        { $0.passed = 0 }, { $0.edits = 3 }, { $0.moves = 10 }, { $0.edits = 0 }, { $0.waiting = 3 }, { $0.moves = 3 },
        { $0.moves = 1 }, { $0.waiting = 1 },
    ]

    /// What is left out whole.
    var missing: [String] {
        [(changes, "the changes"), (edits, "the edits"), (runsIn, "where it runs"), (passed, "the gates passed")]
            .filter { $0.0 == 0 }.map(\.1)
    }
}

extension Array {
    /// The first `limit` as lines, and one line more that counts the rest.
    func lines(_ limit: Int, _ line: (Element) -> String) -> [String] {
        prefix(limit).map(line) + (count > limit ? ["- … and \(count - limit) more"] : [])
    }
}
