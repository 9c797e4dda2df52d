import Promotion
import SSHTransport

extension Problem {
    /// What went wrong with a remote, classified: is it worth trying again, and what can a person do.
    init(_ error: any Error, with remote: RemoteURL) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as TransportFailure: self = .init(transport: failure, remote)
        case let ended as EndedEarly: self = .init(words: ended.serverWords, or: ended.description, remote)
        case let failure as Git2Failure: self = .init(library: failure, remote)
        case let lock as MirrorLock.Failure: self = .init(lock: lock, remote)
        case is WrongObjectFormat:
            self = .permanent(
                "\(remote) names its objects by SHA-256, which is not supported.",
                remedy: "Keep the environment in a repository with SHA-1 objects (`git init --object-format=sha1`).")
        case is Turnstile.WaitedTooLong:
            self = .transient("\(remote): earlier operations on this repository did not end before the deadline.")
        case is CancellationError:
            self = .transient("\(remote): cancelled.")
        case let refused as TreePath.Refused: self = .permanent("\(remote): \(refused).")
        case let file as NotAFile: self = .permanent("\(remote): \(file).")
        case let signer as OpenSSHProblem:
            self = .transient(
                "\(remote): the commit was not signed, and not sent: \(signer).",
                remedy: "See that the agent runs, and that `ssh-add -l` names the key.")
        case let large as FetchContext.TooLarge:
            self = .permanent("\(remote): \(large).", remedy: "Raise the limit, or make the repository smaller.")
        default:
            // A server that talks nonsense now may be in the middle of an upgrade.
            self = .transient("\(remote): \("\(error)".printable).")
        }
    }

    private init(transport failure: TransportFailure, _ remote: RemoteURL) {
        switch failure.reason {
        case .remoteFailed(_, let words): self.init(words: words.printable, or: "\(failure)", remote)
        // A connection that breaks in the middle of a message looks like this too.
        case .protocolError, .cancelled: self = .transient("\(remote): \(failure)")
        default:
            let summary = "\(remote): \(failure)"
            self = failure.isTransient ? .transient(summary) : .permanent(summary)
        }
    }

    /// By what the server said when it ended the conversation.
    private init(words: String, or otherwise: String, _ remote: RemoteURL) {
        let text = words.lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { text.contains($0) } }
        let summary = "\(remote): \(words.isEmpty ? otherwise : words.trimmed)"
        if says("not found", "does not appear to be a git repository", "not exported", "does not exist", "no such") {
            self = .permanent(
                summary, remedy: "Check the repository's address, and that this \(remote.keyOrToken) may read it.")
        } else if says(
            "denied", "not allowed", "write access", "not authorized", "unauthorized", "forbidden", "read only",
            "read-only")
        {
            self = .permanent(
                summary, remedy: "Give this \(remote.keyOrToken) the right to read and write the repository.")
        } else {
            self = .transient(summary)
        }
    }

    private init(library failure: Git2Failure, _ remote: RemoteURL) {
        if failure.isNoSpace {
            self = .transient(
                "No space is left for the mirror of \(remote): \(failure.message.printable).",
                remedy: "Free space where `git.mirrors` lies; nothing was lost.")
        } else {
            self = .transient("\(remote): \(failure.message.printable).")
        }
    }

    private init(lock: MirrorLock.Failure, _ remote: RemoteURL) {
        switch lock {
        case .heldByAnother:
            self = .transient(
                "The mirror of \(remote) is in use by another process.",
                remedy: "Run one daemon for each `git.mirrors`.")
        case .system(let errno):
            self = .transient("The mirror of \(remote) cannot be locked (errno \(errno)).")
        }
    }
}

extension RemoteURL {
    /// What says to the server who we are.
    var keyOrToken: String { scheme == .ssh ? "key" : "token" }
}
