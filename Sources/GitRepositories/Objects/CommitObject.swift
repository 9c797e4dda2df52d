import CGit2

/// Who, and when: an author or a committer.
struct Signature: Hashable, Sendable {
    let name: String
    let email: String
    /// Whole seconds since 1970; written in UTC.
    let seconds: Int64

    /// Git's own rule: no angle brackets and no line ends in names (ident.c, `strbuf_addstr_without_crud`).
    var line: String { "\(Self.clean(name)) <\(Self.clean(email))> \(seconds) +0000" }

    private static func clean(_ text: String) -> String {
        text.unicodeScalars.filter { $0 != "<" && $0 != ">" && $0.properties.generalCategory != .control }
            .reduce(into: "") { $0.unicodeScalars.append($1) }
            .trimmed
    }
}

/// A commit before it is written: what Git hashes, in Git's own form (gitformat-commit: headers, empty line, message).
struct CommitObject: Hashable, Sendable {
    var tree: ObjectID
    var parents: [ObjectID]
    var author: Signature
    var committer: Signature
    /// Without NUL; ends in a newline.
    var message: String

    /// What is signed: the commit without the signature.
    var bytes: [UInt8] { bytes(signature: nil) }

    /// The commit with an armoured signature in its `gpgsig` header: later lines are led by a space.
    func bytes(signature: String?) -> [UInt8] {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(author.line)\ncommitter \(committer.line)\n"
        if let signature {
            let lines = signature.split(separator: "\n", omittingEmptySubsequences: true)
            text += "gpgsig \(lines.joined(separator: "\n "))\n"
        }
        text += "\n"
        text += message
        return Array(text.utf8)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
