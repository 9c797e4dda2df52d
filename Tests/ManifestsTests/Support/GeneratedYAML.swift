@testable import Manifests

/// A random YAML file in mixed styles, whose writer remembers where it put each scalar.
///
/// Knows nothing of the editor or of libyaml: it is the oracle for which bytes an edit may touch.
struct GeneratedYAML {
    struct Leaf {
        let document: DocumentSelector
        let steps: [Selector.Step]
        let range: Range<Int>
        let value: String

        /// Whether it is a block scalar: the range reaches from its header to its last blank line.
        var isBlock = false
    }

    private(set) var bytes: [UInt8] = []
    private(set) var leaves: [Leaf] = []

    private var random: SeededGenerator
    let lineEnd: String
    private var document = DocumentSelector()
    private var anchorCount = 0

    /// - Parameter isEmbedded: whether it is to stand in a value, where it has neither CR LF nor a byte order mark.
    init(seed: UInt64, isEmbedded: Bool = false) {
        random = SeededGenerator(seed: seed)
        lineEnd = random.oneIn(4) && !isEmbedded ? "\r\n" : "\n"
        if random.oneIn(6), !isEmbedded { bytes += [0xEF, 0xBB, 0xBF] }
        let documents = random.number(1...3)
        for number in 0..<documents {
            if number > 0 || random.oneIn(3) { write("---" + (random.oneIn(4) ? " # document" : "") + lineEnd) }
            document = DocumentSelector(kind: "Kind\(number)", name: "n")
            write("kind: Kind\(number)" + lineEnd + "metadata: {name: n}" + lineEnd)
            blockMapping(path: [], indentation: 0, depth: 0, startsOnLine: false)
            write("last:")
            line(path: [.key("last")], indentation: 0)
        }
        // What a block without its last line end says, the block's chomping indicator does not tell.
        guard leaves.last.map({ !$0.isBlock || $0.range.upperBound < bytes.count }) ?? true else { return }
        if random.oneIn(4), bytes.suffix(lineEnd.utf8.count).elementsEqual(lineEnd.utf8) {
            bytes.removeLast(lineEnd.utf8.count)
        }
    }

    private mutating func write(_ text: String) { bytes += Array(text.utf8) }

    private mutating func endLine() {
        // libyaml takes no tab after a dash.
        let tab = bytes.last == UInt8(ascii: "-") ? " #" : "\t# tab\there"
        if random.oneIn(5) { write(random.pick(["  # note", " # größe 😀", tab, "   "])) }
        write(lineEnd)
        while random.oneIn(6) { write(random.pick(["", "# comment: x", "    # - far"]) + lineEnd) }
    }

    // MARK: Collections

    private static let keys = [
        ("image", "image"), ("tag", "tag"), ("app.kubernetes.io/version", "app.kubernetes.io/version"),
        ("ключ", "ключ"), ("two words", "two words"), ("q", "\"q\""), ("it's", "'it''s'"), ("e\"\\", "\"e\\\"\\\\\""),
        ("12", "12"), ("-dash", "-dash"), ("spec", "spec"), ("😀", "😀"),
    ]

    private mutating func blockMapping(path: [Selector.Step], indentation: Int, depth: Int, startsOnLine: Bool) {
        var isFirst = startsOnLine
        for (key, text) in Self.keys.shuffled(using: &random).prefix(random.number(1...4)) {
            if !isFirst { write(String(repeating: " ", count: indentation)) }
            isFirst = false
            write(text + ":")
            value(path: path + [.key(key)], indentation: indentation, depth: depth + 1, isMapping: true)
        }
    }

    private mutating func blockSequence(path: [Selector.Step], indentation: Int, depth: Int) {
        for index in 0..<random.number(1...3) {
            write(String(repeating: " ", count: indentation) + "-")
            if random.oneIn(2), depth < 5 {
                write(" name: e\(index)" + lineEnd)
                let step = random.oneIn(2) ? Selector.Step.index(index) : .element(key: "name", value: "e\(index)")
                blockMapping(path: path + [step], indentation: indentation + 2, depth: depth + 1, startsOnLine: false)
            } else {
                value(path: path + [.index(index)], indentation: indentation, depth: depth + 1, isMapping: false)
            }
        }
    }

    /// What follows `key:` or `-`, to the end of its last line.
    private mutating func value(path: [Selector.Step], indentation: Int, depth: Int, isMapping: Bool) {
        switch depth < 5 ? random.number(0...9) : random.number(4...9) {
        case 0, 1:
            write(lineEnd)
            blockMapping(
                path: path, indentation: indentation + random.number(1...4), depth: depth, startsOnLine: false)
        case 2, 3:
            write(lineEnd)
            blockSequence(path: path, indentation: indentation + (isMapping ? random.number(0...2) : 2), depth: depth)
        case 4, 5:
            write(" ")
            flow(path: path, depth: depth)
            endLine()
        default: line(path: path, indentation: indentation)
        }
    }

    /// A scalar to the end of its last line.
    private mutating func line(path: [Selector.Step], indentation: Int) {
        if random.oneIn(4) {
            block(path: path, indentation: indentation)
        } else if random.oneIn(6) {
            write(" ")
            severalLines(path: path, indentation: indentation)
            endLine()
        } else {
            scalar(path: path, inFlow: false)
            endLine()
        }
    }

    private mutating func flow(path: [Selector.Step], depth: Int) {
        let isMapping = random.oneIn(2)
        write(isMapping ? "{" : "[")
        for (index, key) in Self.keys.shuffled(using: &random).prefix(random.number(0...3)).enumerated() {
            if index > 0 { write(random.pick([",", ", ", " , "])) }
            let step = isMapping ? Selector.Step.key(key.0) : .index(index)
            if isMapping { write(key.1 + ":") }
            if depth < 6, random.oneIn(4) {
                write(" ")
                flow(path: path + [step], depth: depth + 1)
            } else {
                scalar(path: path + [step], inFlow: true)
            }
        }
        write(isMapping ? "}" : "]")
    }

    // MARK: Scalars

    private static let plain = [
        "v1.2.3", "1.20", "registry.example.com:5000/a/b@sha256:00ff", "größe", "true", "~", "41", "a b c",
        "2024-01-02",
        "-x", "it's", "x#notacomment",
    ]

    private mutating func scalar(path: [Selector.Step], inFlow: Bool) {
        if !inFlow, random.oneIn(8) {
            leaf(path, text: "", value: "")
            return
        }
        write(String(repeating: " ", count: random.number(1...3)))
        if random.oneIn(8) {
            anchorCount += 1
            write("&a\(anchorCount) ")
        }
        if random.oneIn(10) { write(random.pick(["!!str ", "!mine ", "! "])) }
        switch random.number(0...3) {
        case 0: leaf(path, text: random.pick(["'it''s'", "''", "'v1'", "'1.20'"]), decoding: "'")
        case 1: leaf(path, text: random.pick(["\"v1\"", "\"\"", "\"ü # no\"", "\"1.20\""]), decoding: "\"")
        default:
            let text = random.pick(Self.plain)
            leaf(path, text: text, value: text)
        }
    }

    private mutating func leaf(_ path: [Selector.Step], text: String, decoding quote: String) {
        leaf(path, text: text, value: String(text.dropFirst().dropLast()).replacing("''", with: "'"))
    }

    private mutating func leaf(_ path: [Selector.Step], text: String, value: String) {
        let start = bytes.count
        write(text)
        leaves.append(Leaf(document: document, steps: path, range: start..<bytes.count, value: value))
    }

    // MARK: Scalars of several lines

    private mutating func severalLines(path: [Selector.Step], indentation: Int) {
        let next = lineEnd + String(repeating: " ", count: indentation + random.number(1...4))
        switch random.number(0...4) {
        case 0: leaf(path, text: "two" + next + "words", value: "two words")
        case 1: leaf(path, text: "a" + lineEnd + next + "paragraph", value: "a\nparagraph")
        case 2: leaf(path, text: "'it''s" + next + "quoted '", value: "it's quoted ")
        case 3: leaf(path, text: "\"one \\" + next + "\\ line\"", value: "one  line")
        default: leaf(path, text: "\" \\u00fc" + lineEnd + lineEnd + next + "# x\"", value: " \u{FC}\n\n# x")
        }
    }

    private static let lines = [
        "text", "image: a:1", "# no comment", "", "  deeper", "- x", "trailing  ", "größe 😀", "\tx", "---", "'",
        "{{ x }}",
    ]

    /// A block scalar with its line end; the value follows from its lines by YAML 1.2.2, section 8.1.
    private mutating func block(path: [Selector.Step], indentation: Int) {
        let isLiteral = random.oneIn(2)
        let depth = random.number(1...4)
        var lines = (0..<random.number(0...4)).map { _ in random.pick(Self.lines) }
        while lines.last == "" { lines.removeLast() }
        let isExplicit =
            random.oneIn(3) || (lines.first { $0 != "" }).map { $0.first == " " || $0.first == "\t" } ?? false
        let chomping = random.pick(["", "-", "+"])
        let blank = random.number(0...2)
        let digit = isExplicit ? String(depth) : ""
        write(random.pick([" ", "  ", " &b\(bytes.count) "]))
        let start = bytes.count
        write((isLiteral ? "|" : ">") + (random.oneIn(2) ? digit + chomping : chomping + digit))
        write((random.oneIn(3) ? "  # why" : "") + lineEnd)
        let spaces = String(repeating: " ", count: indentation + depth)
        for line in lines { write((line.isEmpty && random.oneIn(2) ? "" : spaces) + line + lineEnd) }
        for _ in 0..<blank { write(lineEnd) }
        let content = isLiteral ? lines.joined(separator: "\n") : Self.fold(lines)
        let breaks =
            switch chomping {
            case "-": 0
            case "+": lines.isEmpty ? blank : blank + 1
            default: lines.isEmpty ? 0 : 1
            }
        leaves.append(
            Leaf(
                document: document, steps: path, range: start..<bytes.count,
                value: content + String(repeating: "\n", count: breaks), isBlock: true))
        if random.oneIn(4) { write("# behind" + lineEnd) }
    }

    /// The line end between two lines of text is a space, or none where blank lines follow it.
    private static func fold(_ lines: [String]) -> String {
        func isText(_ line: String) -> Bool { line.first.map { $0 != " " && $0 != "\t" } ?? false }
        var value = ""
        for (index, line) in lines.enumerated() {
            value += line
            guard index + 1 < lines.count else { break }
            let next = lines[(index + 1)...].first { !$0.isEmpty } ?? ""
            let last = lines[...index].last { !$0.isEmpty } ?? ""
            if isText(last), isText(next) {
                // Of the line ends between the two only the first is folded.
                if !line.isEmpty { value += lines[index + 1].isEmpty ? "" : " " } else { value += "\n" }
            } else {
                value += "\n"
            }
        }
        return value
    }
}
