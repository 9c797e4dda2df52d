import Promotion

/// Writes strangers' words into a host's Markdown so that they stay words.
struct Markdown: Sendable, Hashable {
    let dialect: MarkdownDialect

    /// Prose: shows as it is, in one line, and can begin a line.
    func text(_ value: String, limit: Int = 200) -> String {
        escaped(value.tidied(to: limit).broken(for: dialect))
    }

    /// A value in a code span: a tag, a digest, a path, a command.
    func code(_ value: String, limit: Int = 200) -> String {
        let content = literal(value, limit: limit)
        guard !content.isEmpty else { return "\"\"" }
        let fence = String(repeating: "`", count: content.longestRun(of: "`") + 1)
        // One space on each side is not part of the code (CommonMark, 6.1); Python-Markdown strips them all.
        let padding = content.hasPrefix("`") || content.hasSuffix("`") || content.hasPrefix(" ") ? " " : ""
        return fence + padding + content + padding + fence
    }

    /// A command as it is typed, to be copied whole: of Sluice's own words, and of names that the configuration has checked.
    func command(_ words: String) -> String {
        words.contains("`") ? code(words) : "`\(words)`"
    }

    /// A value inside code. What consists of what tags, digests and paths are made of stays as it is, to be copied.
    func literal(_ value: String, limit: Int = 200) -> String {
        let line = value.tidied(to: limit)
        let isPlain = line.utf8.allSatisfy { $0.isPlain }
        return isPlain ? line : line.broken(for: dialect)
    }

    /// Lines as a block of code; of a language that hosts colour.
    func block(_ lines: [String], language: String) -> [String] {
        let fence = String(
            repeating: "`", count: max(3, lines.map { $0.longestRun(of: "`") }.max().map { $0 + 1 } ?? 3))
        return ["\(fence)\(language)"] + lines + [fence]
    }

    /// A link, where `address` is one that a browser opens; otherwise the text alone. `text` is Markdown.
    func link(_ text: String, to address: String?) -> String {
        guard let address = address.flatMap(Self.target) else { return text }
        return "[\(text)](\(address))"
    }

    /// An address with all that could end a link written in percent signs; nil unless it is one of HTTP.
    static func target(_ address: String) -> String? {
        guard address.utf8.count <= 2048, address.hasPrefix("https://") || address.hasPrefix("http://") else {
            return nil
        }
        return address.utf8.reduce(into: "") { result, byte in
            if byte.isAddressByte {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
    }

    /// With a backslash, an entity or a space of no width where something makes Markdown.
    private func escaped(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var isInNumber = true
        for (index, scalar) in scalars.enumerated() {
            let isFirst = index == 0
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            if let entity = Self.entities[scalar] {
                result.append(contentsOf: entity.unicodeScalars)
            } else if escapable.contains(scalar) || isFirst && Self.openers.contains(scalar) {
                result.append(contentsOf: ["\\", scalar])
            } else if isInNumber, !isFirst, ".)".unicodeScalars.contains(scalar), next?.properties.isWhitespace ?? true
            {
                result.append(contentsOf: ["\\", scalar])
            } else if scalar == "|" {
                // A row of a table's dashes has no other character.
                result.append(contentsOf: [scalar, breakingSpace])
            } else if isFirst, "/=:".unicodeScalars.contains(scalar) {
                // Commands of GitLab's and of bots' begin a line: `/approve`.
                result.append(contentsOf: [breakingSpace, scalar])
            } else {
                result.append(scalar)
            }
            isInNumber = isInNumber && scalar.isDigit
        }
        return String(result)
    }

    private static let entities: [Unicode.Scalar: String] = ["<": "&lt;", ">": "&gt;", "&": "&amp;"]
    /// What makes lists and headings stands at a line's beginning only.
    private static let openers: Set<Unicode.Scalar> = ["#", "+", "-"]

    /// What has a meaning anywhere in a line. Python-Markdown, which Bitbucket Cloud renders with, knows a backslash before
    /// fewer characters than CommonMark: to it `~`, `$` and `^` mean nothing where a space of no width follows.
    private var escapable: Set<Unicode.Scalar> {
        let common: Set<Unicode.Scalar> = ["\\", "`", "*", "_", "{", "}", "[", "]"]
        return common.union(dialect == .bitbucketCloud ? ["(", ")"] : ["~", "$", "^", "|"])
    }
}

extension String {
    func longestRun(of character: Character) -> Int {
        var (longest, run) = (0, 0)
        for other in self {
            run = other == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    fileprivate var isPlain: Bool { isLetterOrDigit || "._/:@+=-".utf8.contains(self) }
    fileprivate var isAddressByte: Bool { isLetterOrDigit || "-._~:/?#@!$&'*+,;=%".utf8.contains(self) }
}
