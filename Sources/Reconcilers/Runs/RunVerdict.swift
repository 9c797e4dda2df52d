import Promotion

/// What one pipeline shows, once it is sure that it is the promotion's.
enum RunVerdict: Sendable, Hashable {
    /// Somebody has to do something, or a time has to come.
    case waiting(String)
    case progressing(String)
    case succeeded
    /// It has ended otherwise. A later pipeline, of a commit that declares the same, may do what this one did not.
    case ended(String)
}

/// Names as part of a sentence: the first five, each in backquotes.
func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "`\($0.words(limit: 80))`" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}

extension String {
    /// The sentence, and what is planned.
    func with(_ plan: PlanSummary?) -> String { plan.map { "\(self); \($0)" } ?? self }
}
