/// How something stands on a commit: a check of the host's, or a word of ours.
package struct CommitStatus: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case pending
        case success
        case failure
        /// Neither good nor bad: skipped, neutral, cancelled before it began.
        case skipped
    }

    /// `sluice/prod`, `build`: what tells it from others on the same commit.
    package var name: String
    package var state: State
    /// One sentence; may be empty.
    package var summary: String
    /// Where a person reads more.
    package var address: String?

    package init(name: String, state: State, summary: String, address: String? = nil) {
        self.name = name
        self.state = state
        self.summary = summary
        self.address = address
    }
}

extension [CommitStatus] {
    /// The last of each name, in the order of their first.
    package var newest: [CommitStatus] {
        reduce(into: []) { result, status in
            if let index = result.firstIndex(where: { $0.name == status.name }) {
                result[index] = status
            } else {
                result.append(status)
            }
        }
    }
}
