package import Promotion

/// A revision as Flux writes it: `main@sha1:<hex>`, `sha1:<hex>`, and before Flux 2.0 `main/<hex>`.
package enum FluxRevision {
    /// The commit that a revision names; nil for a chart's version, another digest, or a shortened id.
    package static func commit(_ revision: String) -> CommitID? {
        // A branch's name may have slashes, colons and an `@`: what counts stands at the end.
        let tail = revision.split(omittingEmptySubsequences: false) { "@/".contains($0) }.last ?? ""
        let parts = tail.split(separator: ":", omittingEmptySubsequences: false)
        let hex: Substring
        switch parts.count {
        case 1: hex = parts[0]
        case 2 where parts[0] == "sha1": hex = parts[1]
        default: return nil
        }
        let isCommit =
            hex.utf8.count == 40 && hex.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isCommit ? CommitID(hex: String(hex)) : nil
    }

    /// The shortened commit behind the `+` of a chart's version, which Flux adds under `reconcileStrategy: Revision`.
    package static func shortCommit(ofChart version: String) -> String? {
        guard let plus = version.lastIndex(of: "+") else { return nil }
        let hex = version[version.index(after: plus)...].prefix { $0.isHexDigit }
        return hex.count >= 7 ? String(hex) : nil
    }

    /// For people: the commit's first ten digits behind the branch, anything else as it is.
    static func short(_ revision: String) -> String {
        guard let commit = commit(revision) else { return revision.oneLine(limit: 80) }
        let branch = revision.prefix { $0 != "@" }
        return branch.count < revision.count ? "\(branch.prefix(60))@\(commit.short)" : commit.short
    }
}
