import Promotion

/// A comment on a merge request as its host keeps it.
struct HostComment: Sendable, Hashable {
    /// What names it in a call, by what the host counts it; the smallest is the oldest.
    var id: Int
    /// The thread that it begins, where the host has threads.
    var thread: Int?
    var author: String
    var text: String
    /// Where the host refuses to change what somebody has changed meanwhile.
    var version: Int?
}

extension HostForge {
    package func comment(_ id: MergeRequestID, marker: String, body: String) async throws(Problem) {
        let marker = HostMarker(marker, host.dialect.hides)
        let text = marker.text(body, limit: capabilities.commentLimit)
        if let own = try await ownComment(of: id, marker) {
            guard own.text.settled != text.settled else { return }
            let answer = try await sendComment(text, over: own, on: id)
            guard answer.isSuccess else {
                throw .transient("\(answer.place) failed: it was changed or deleted meanwhile\(said(answer.words)).")
            }
            return
        }
        guard case .lost(let problem) = try await sendComment(text, on: id) else { return }
        // The next call changes its text where that is an older one.
        guard try await ownComment(of: id, marker)?.text.settled == text.settled else { throw problem }
    }

    private func ownComment(
        of id: MergeRequestID, _ marker: HostMarker
    ) async throws(Problem) -> HostComment? {
        let account = try await account(in: id.repository)
        let isOurs: @Sendable (HostComment) -> Bool = { $0.author == account && marker.isIn($0.text) }
        return try await comments(of: id, until: isOurs).filter(isOurs).min {
            ($0.thread ?? 0, $0.id) < ($1.thread ?? 0, $1.id)
        }
    }
}
