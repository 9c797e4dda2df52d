/// A heading, and the lines below it.
struct Section: Hashable, Sendable {
    var heading: String?
    var lines: [String]

    init(_ heading: String, _ lines: [String]) {
        self.heading = heading
        self.lines = lines
    }

    init(_ lines: [String]) { self.lines = lines }

    var text: String { ((heading.map { ["### \($0)", ""] } ?? []) + lines).joined(separator: "\n") }
}

extension [Section] {
    /// With an empty line between them; those that say nothing are left out.
    var text: String { filter { !$0.lines.isEmpty }.map(\.text).joined(separator: "\n\n") }
}
