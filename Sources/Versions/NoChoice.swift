package import Foundation

/// Why a policy wants none of a source's tags. Its description is a sentence without its full stop.
package enum NoChoice: Sendable, Hashable, CustomStringConvertible {
    case noTags
    case noneAdmitted(skipped: Int)
    /// The first of them is old enough at that moment.
    case allTooYoung(until: Date)
    /// `newestBuild`: several tags were created at the very same time, as the tags of reproducible builds are, and are
    /// not known to name the same digest. The names are the first few.
    case equalBuilds(created: Date, names: [String], count: Int)

    package var description: String {
        switch self {
        case .noTags: return "the source has no tags"
        case .noneAdmitted(let skipped):
            return "the policy admits none of the source's \(skipped) tag\(skipped == 1 ? "" : "s")"
        case .allTooYoung(let until):
            return
                "every tag that the policy admits is too young; the first is old enough at \(until.formatted(.iso8601))"
        case .equalBuilds(let created, let names, let count):
            let list = names.map { "`\($0)`" }.joined(separator: ", ") + (count > names.count ? ", …" : "")
            return """
                none is the newest build: \(count) tags state the created time \(created.formatted(.iso8601)) (\(list)), \
                as reproducible builds do; tell them apart by semver, numerical or alphabetical
                """
        }
    }
}
