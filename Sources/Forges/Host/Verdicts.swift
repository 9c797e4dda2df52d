import Promotion

extension MergeBlock {
    /// The cause that a host's words name, most telling first.
    init(words: String, saying host: String) {
        let text = words.lowercased()
        let causes: [(Cause, [String])] = [
            (.busy, ["base branch was modified", "push out of date", "head out of date", "head branch was modified"]),
            (.computing, ["try again later", "checking", "being processed"]),
            (.draft, ["work in progress", "draft"]),
            (.conflict, ["conflict"]),
            (.changesRequested, ["changes requested", "requested changes", "changes were requested"]),
            (.approvalsMissing, ["approv", "review"]),
            (.checksFailed, ["failed", "failing"]),
            (.checksPending, ["status check", "checks", "pipeline", "pending", "expected"]),
            (.behind, ["behind", "out-of-date", "up to date", "outdated"]),
            (.discussionsOpen, ["discussion", "conversation", "thread"]),
        ]
        let cause = causes.first { entry in entry.1.contains { text.contains($0) } }?.0 ?? .rule
        self.init(cause, words.isEmpty ? "\(host) does not merge it, and does not say why." : "\(host) says: \(words)")
    }
}

extension MergeOrder {
    /// Subject and body as one text; nil leaves it to the host, and none is empty.
    var message: String? {
        let text = [subject, body].compactMap(\.self).joined(separator: "\n\n")
        return text.isEmpty ? nil : text
    }
}

/// Each account's last verdict, oldest first. One that was dismissed counts no more, and neither does what it replaced.
func lastWords(_ entries: [(Review, isVoid: Bool)]) -> [Review] {
    var last: [String: (review: Review, isVoid: Bool, place: Int)] = [:]
    for (place, entry) in entries.enumerated() { last[entry.0.account] = (entry.0, entry.isVoid, place) }
    return last.values.filter { !$0.isVoid }.sorted { $0.place < $1.place }.map(\.review)
}

extension ForgeSettings {
    /// The address without a slash at its end.
    var baseURL: String { String(url.reversed().drop { $0 == "/" }.reversed()) }
}
