extension CommitStatus {
    /// `sluice/<pipeline>/<environment>`: how a stage stands, as one sentence on a commit.
    ///
    /// Pending while something is waited for or under way, success once the stage has what it should have, failure when a
    /// person has to act on what went wrong. Success, too, once only the host keeps a merge request from being merged: where
    /// the host requires this status, it stands for Sluice's gates.
    package init(of status: StageStatus, address: String? = nil) {
        let next = status.next?.title ?? status.current?.title ?? "The release"
        let state: State
        let sentence: String
        switch status.phase {
        case .settled:
            state = .success
            sentence = Self.settled(status)
        case .failed, .drifted:
            state = .failure
            sentence = status.why
        case .unknown, .waiting, .waitingForApproval, .held:
            state = .pending
            let reasons = status.waiting.map(\.message).joined(separator: " ")
            sentence = reasons.isEmpty ? status.why : "\(next) waits: \(reasons)"
        case .inReview:
            state = .success
            sentence = "\(next) has passed every gate of Sluice's."
        case .sending, .deploying, .verifying:
            state = .pending
            sentence = status.why
        }
        self.init(name: "sluice/\(status.stage)", state: state, summary: sentence.oneLine(), address: address)
    }

    private static func settled(_ status: StageStatus) -> String {
        guard let current = status.current else { return status.why }
        if let verified = current.verifiedAt {
            return "\(current.title) is live and verified since \(GateKeeper.text(verified))."
        }
        return current.since.map { "\(current.title) is declared since \(GateKeeper.text($0))." } ?? status.why
    }
}
