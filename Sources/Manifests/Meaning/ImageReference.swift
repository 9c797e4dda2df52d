/// An image as a manifest refers to it: `registry:port/name:tag@sha256:…`, tag and digest where they are written.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// The registry and repository as written.
    package let text: String
    /// The same in full form.
    package let name: ImageName
    package let tag: String?
    package let digest: String?

    /// Nil where the text is no reference by the distribution reference grammar.
    package init?(_ reference: String) {
        var rest = reference[...]
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        let (written, tag) = Self.nameAndTag(rest)
        guard let name = ImageName(String(written)) else { return nil }
        if let tag, !ImageGrammar.isTag(tag) { return nil }
        if let digest, !ImageGrammar.isDigest(digest) { return nil }
        text = String(written)
        self.name = name
        self.tag = tag.map(String.init)
        self.digest = digest
    }

    /// A colon before the last slash is a port's.
    private static func nameAndTag(_ text: Substring) -> (name: Substring, tag: Substring?) {
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    package var description: String { text + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "") }
}

extension ImageReference {
    /// The name before the first thing in a text that a tool will replace: `${…}`, `$(…)`, `$NAME`, `{{ … }}`.
    ///
    /// Nil where there is no such thing; inner nil where no name stands before it.
    static func nameBeforeVariable(in text: String) -> ImageName?? {
        let dollar = text.firstIndex(of: "$")
        let braces = text.firstRange(of: "{{")?.lowerBound
        guard let start = [dollar, braces].compactMap({ $0 }).min() else { return nil }
        var name = text[..<start]
        if let at = name.firstIndex(of: "@") { name = name[..<at] }
        return .some(ImageName(String(nameAndTag(name).name)))
    }
}
