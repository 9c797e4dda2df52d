/// The path of a file inside a repository, as it is given: relative, `/` between its parts.
///
/// Refused is what could name anything outside the tree or inside the repository's own folder on whoever checks it
/// out: absolute paths, empty parts, `.`, `..`, `.git` in any case (and the names that Windows takes for it), control
/// characters, backslashes.
struct TreePath: Hashable, Sendable, CustomStringConvertible {
    let text: String
    var parts: [Substring] { text.split(separator: "/") }
    var description: String { text }

    struct Refused: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    init(_ text: String) throws(Refused) {
        func refused(_ why: String) -> Refused { Refused(description: "the path `\(text.printable)` \(why)") }
        guard !text.isEmpty, text.utf8.count <= 4096 else { throw refused("is empty or longer than 4096 bytes") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw refused("has a control character or a backslash")
        }
        guard !text.hasPrefix("/") else { throw refused("is absolute; paths start at the repository's root") }
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !part.isEmpty else { throw refused("has an empty part") }
            guard part.utf8.count <= 255 else { throw refused("has a part longer than 255 bytes") }
            guard part != ".", part != ".." else { throw refused("has the part `\(part)`") }
            let folded = part.lowercased().drop { $0 == " " }
            let bare = folded.prefix { $0 != ":" }.reversed().drop { $0 == "." || $0 == " " }.reversed()
            guard String(bare) != ".git", !(folded.hasPrefix("git~") && folded.dropFirst(4).allSatisfy(\.isNumber))
            else {
                throw refused("leads into `\(part)`")
            }
        }
        self.text = text
    }
}

extension String {
    /// Without control characters, and cut at 300 characters: safe to print.
    var printable: String {
        let clean = String(
            String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }))
        return clean.count <= 300 ? clean : clean.prefix(300) + "…"
    }
}
