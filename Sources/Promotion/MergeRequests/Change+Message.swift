package import Foundation

extension Change {
    /// A commit by its message.
    ///
    /// - Parameter author: `Name <mail>`, or a name.
    package init(commit: CommitID, message: String, author: String, at: Date) {
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let subject = String(lines.first ?? "").oneLine(limit: 300)
        let name = author.prefix { $0 != "<" }
        let found = MergeRequestMention(subject: subject, body: lines.dropFirst())
        self.init(
            commit: commit, subject: found?.title ?? subject, author: String(name).oneLine(limit: 100), at: at,
            mergeRequest: found?.number)
    }
}

/// The merge request that a host names in the message of a commit which it made.
struct MergeRequestMention: Hashable, Sendable {
    var number: Int
    /// Its title, where the subject is only about the merge and the message has it.
    var title: String?

    /// The hosts' own wordings, as their merge and squash messages have them unless a repository's settings say otherwise.
    init?(subject: String, body: some BidirectionalCollection<Substring>) {
        let words = body.lazy.map { String($0).oneLine(limit: 300) }.filter { !$0.isEmpty }
        let reference = words.last { $0.hasPrefix("See merge request ") }
        // Gitea: Merge pull request 'Title' (#12) from owner/branch into main
        if let rest = subject.after("Merge pull request '"), let end = rest.range(of: "' (#", options: .backwards),
            let number = Int(rest[end.upperBound...].prefix { $0 != ")" })
        {
            self.init(number, title: String(rest[..<end.lowerBound]))
        } else if let number = subject.after("Merge pull request #")?.leadingNumber {
            // GitHub: Merge pull request #12 from owner/branch, and the title in the body. Bitbucket Data Center: … #12 in …
            self.init(number, title: words.first)
        } else if let rest = subject.after("Merged in "), let number = rest.number(after: "(pull request #") {
            // Bitbucket Cloud: Merged in branch (pull request #12), and the title in the body
            self.init(number, title: words.first)
        } else if let rest = subject.after("Pull request #"), let number = rest.leadingNumber {
            // Bitbucket Data Center: Pull request #12: Title
            self.init(number, title: rest.title(after: ":"))
        } else if let rest = subject.after("Merged PR "), let number = rest.leadingNumber {
            // Azure DevOps: Merged PR 12: Title
            self.init(number, title: rest.title(after: ":"))
        } else if subject.hasPrefix("Merge branch '"), let reference, let number = reference.number(after: "!") {
            // GitLab: Merge branch 'x' into 'main', the title, and: See merge request group/project!12
            let title = words.first
            self.init(number, title: title == reference ? nil : title)
        } else if subject.hasSuffix(")"), let start = subject.range(of: " (#", options: .backwards),
            let number = Int(subject[start.upperBound...].dropLast())
        {
            // Squashed by GitHub or Gitea: Title (#12)
            self.init(number, title: String(subject[..<start.lowerBound]))
        } else {
            return nil
        }
    }

    private init?(_ number: Int, title: String?) {
        guard (1...999_999_999).contains(number) else { return nil }
        self.number = number
        self.title = title.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension StringProtocol {
    fileprivate func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }

    fileprivate var leadingNumber: Int? { Int(prefix { $0.isASCII && $0.isNumber }) }

    fileprivate func number(after mark: String) -> Int? {
        range(of: mark, options: .backwards).flatMap { self[$0.upperBound...].leadingNumber }
    }

    fileprivate func title(after mark: String) -> String? {
        range(of: mark).map { self[$0.upperBound...].trimmingCharacters(in: .whitespaces) }
    }
}
