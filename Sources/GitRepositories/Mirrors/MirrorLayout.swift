import Crypto
import Promotion

/// Where a remote's mirror lies: a folder that a person recognises, and no two remotes share.
struct MirrorLayout: Sendable {
    /// The bare repository.
    let repository: String
    /// Locked while a process uses the mirror; beside the repository, so that it outlives a new clone.
    let lock: String
    /// A new clone in the making.
    let next: String
    /// The mirror that a new clone has replaced.
    let replaced: String
    /// Below the repository: something was found broken; the mirror is to be cloned again.
    var damaged: String { repository + "/sluice-damaged" }

    init(of remote: RemoteURL, below root: String) {
        let readable = "\(remote.host)\(remote.path)".map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let digest = SHA256.hash(data: Array(remote.description.utf8)).prefix(6)
        let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let name = root + "/" + String(readable.prefix(80)) + "-" + hex
        repository = name + ".git"
        lock = name + ".lock"
        next = name + ".next"
        replaced = name + ".replaced"
    }
}
