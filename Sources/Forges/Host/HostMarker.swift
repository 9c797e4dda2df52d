import Foundation
import Promotion

/// What tells a comment of ours from another, as the first line of its text, which nobody sees.
struct HostMarker: Sendable, Hashable {
    enum Hiding: Sendable {
        /// `<!-- … -->`, which Markdown passes through.
        case htmlComment
        /// `[//]: # (…)`, a link that nothing refers to, where HTML is shown as it is written.
        case linkDefinition
    }

    let line: String

    /// Whatever could end the line early is encoded: white space, brackets, and two hyphens that end an HTML comment.
    init(_ name: String, _ hiding: Hiding) {
        let word = percentEncoded(name, keeping: "/:").replacingOccurrences(of: "--", with: "-%2D")
        line =
            switch hiding {
            case .htmlComment: "<!-- sluice \(word) -->"
            case .linkDefinition: "[//]: # (sluice \(word))"
            }
    }

    /// The marker and a text, no longer than a host takes.
    func text(_ body: String, limit: Int) -> String {
        line + "\n\n" + body.clipped(to: max(1, limit - line.utf16.count - 2))
    }

    func isIn(_ text: String) -> Bool { text.settled.split(separator: "\n").first.map(String.init) == line }
}

extension String {
    /// As it is whatever a host makes of line ends and of white space at the ends.
    var settled: String {
        replacingOccurrences(of: "\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
