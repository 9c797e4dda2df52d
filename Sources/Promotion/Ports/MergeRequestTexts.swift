/// Writes what people read on a host about a promotion.
///
/// Pure: the same facts, the same text. Whatever the facts hold, what comes out pings nobody, closes and references
/// nothing, starts no command of the host's and shows as what it is; it fits the host's limits, and says where something
/// was left out. Throws a permanent problem only where a person's own template fails.
package protocol MergeRequestWriter: Sendable {
    /// One line, plain text.
    func title(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String

    /// Markdown in the host's dialect. Carries a `MergeRequestMarker` of kind `body`.
    func body(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String

    /// The one comment that is kept up to date while the merge request is open. Carries a marker of kind `comment`.
    func comment(_ facts: MergeRequestFacts, for host: ForgeCapabilities) -> String

    /// The last word, once the promotion has ended or its merge request is closed. Carries a marker of kind `closing`.
    func closingComment(
        _ facts: MergeRequestFacts, ending: MergeRequestEnding, for host: ForgeCapabilities
    ) -> String
}

/// How a merge request came to its end.
package enum MergeRequestEnding: Sendable, Hashable {
    /// The promotion has ended. `successor` is the title of the release that took its place, where one did.
    case promotion(Promotion.Ending, successor: String? = nil)
    /// A person has closed it on the host, which stands for a rejection.
    case closedOnHost(by: String?)
}
