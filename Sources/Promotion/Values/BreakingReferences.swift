/// An invisible character of no width: what it stands in is read by no machine as one word, and by a person as before.
package let breakingSpace: Unicode.Scalar = "\u{200B}"

extension String {
    /// The text with a `breakingSpace` in everything that some host reads as more than text: people (`@ann`), issues and
    /// merge requests (`#1`, `!1`, `GH-1`, `PROJ-1`), labels and the like (`~bug`, `%1`, `$1`, `^alert`), commits, emoji
    /// (`:+1:`), and addresses.
    ///
    /// Escaping does not help there: hosts look for these in what they have rendered (GitHub), or in the text as it was
    /// written, code included (GitLab's `Closes #1`), and in commits' messages as they are.
    package func broken(for dialect: MarkdownDialect) -> String {
        let scalars = Array(unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            result.append(scalar)
            guard index + 1 < scalars.count else { break }
            let next = scalars[index + 1]
            let opens =
                switch scalar {
                case "@", "#": !next.properties.isWhitespace
                case "!", "%", "~", "^", "&", "$": next.isWordPart || "\"{~".unicodeScalars.contains(next)
                case ":": next.properties.isAlphabetic || next == "/" || next == "+" || next == "-"
                case "w", "W": startsWWW(scalars, index)
                case ".": isDomainDot(scalars, index, dialect)
                case "-": isKeyDash(scalars, index)
                default: isCommit(scalars, index)
                }
            if opens { result.append(breakingSpace) }
        }
        return String(result)
    }

    /// The words of what was `broken`.
    package var unbroken: String { String(String.UnicodeScalarView(unicodeScalars.filter { $0 != breakingSpace })) }
}

/// The first letter of `www.`, which GFM takes for an address whatever follows.
private func startsWWW(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    index + 3 < scalars.count && scalars[index + 3] == "."
        && scalars[(index + 1)...(index + 2)].allSatisfy { $0 == "w" || $0 == "W" }
}

/// On Azure DevOps, which may look for any domain, each dot before a letter.
private func isDomainDot(_ scalars: [Unicode.Scalar], _ index: Int, _ dialect: MarkdownDialect) -> Bool {
    dialect == .azureDevOps && scalars[index + 1].properties.isAlphabetic
}

/// The dash of `GH-1` and `PROJ-1`.
private func isKeyDash(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard scalars[index + 1].isDigit else { return false }
    let key = scalars[..<index].reversed().prefix { $0.isWordPart }
    guard key.count >= 2, let first = key.last, first.properties.isAlphabetic else { return false }
    let isShort =
        key.count == 2 && ["gh", "gl"].contains(String(String.UnicodeScalarView(key.reversed())).lowercased())
    return isShort || key.allSatisfy { $0.isDigit || $0 == "_" || $0.properties.isUppercase }
}

/// The first digit of what may be a commit's id: seven or more hexadecimal digits, with a decimal one among them.
private func isCommit(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard scalars[index].isHexDigit, index == 0 || !scalars[index - 1].isWordPart else { return false }
    let word = scalars[index...].prefix { $0.isHexDigit }
    guard word.count >= 7, word.contains(where: \.isDigit) else { return false }
    return word.endIndex == scalars.count || !scalars[word.endIndex].isWordPart
}

extension Unicode.Scalar {
    package var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var isHexDigit: Bool { isDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self) }
    package var isWordPart: Bool { properties.isAlphabetic || isDigit || self == "_" }
}
