/// What one ref's part of a push comes to.
enum PushVerdict: Sendable, Equatable {
    case accepted
    /// Somebody else moved the ref first, or is moving it now: fetch, prepare again, send again.
    case lostRace(String)
    /// A hook, a protection or a missing right refused it; the server's own words.
    case refused(String)
    /// The server could not, this time; its own words.
    case troubled(String)

    /// How servers say "somebody was faster": git itself, GitHub, GitLab, Gitea, Gerrit, Bitbucket (contracts.md).
    private static let races = [
        "non-fast-forward", "fetch first", "cannot lock ref", "incorrect old value provided", "stale info",
        "failed to update ref", "reference already exists", "failed to lock", "but expected", "lock failed",
    ]

    /// A pack that the server will never take.
    private static let unacceptablePack = ["exceeds maximum allowed size", "fsck", "object too large", "quota"]

    init(_ report: PushReport, of ref: String) {
        let words = report.serverWords
        func with(_ reason: String) -> String { words.isEmpty ? reason : "\(reason) (\(words))" }
        if case .failed(let reason) = report.unpacked {
            let text = with(reason).lowercased()
            let hopeless = Self.unacceptablePack.contains { text.contains($0) }
            self = hopeless ? .refused(with(reason)) : .troubled(with("the server could not unpack: \(reason)"))
            return
        }
        switch report.refs[ref] {
        case .ok: self = .accepted
        case nil: self = .troubled(with("the server's report does not mention \(ref)"))
        case .rejected(let reason):
            let text = reason.lowercased()
            self = Self.races.contains { text.contains($0) } ? .lostRace(with(reason)) : .refused(with(reason))
        }
    }
}
