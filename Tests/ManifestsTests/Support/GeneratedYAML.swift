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
    }

    private(set) var bytes: [UInt8] = []
    private(set) var leaves: [Leaf] = []

    private var random: SeededGenerator
    private let lineEnd: String
    private var document = DocumentSelector()
    private var anchorCount = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        lineEnd = random.oneIn(4) ? "\r\n" : "\n"
        if random.oneIn(6) { bytes += [0xEF, 0xBB, 0xBF] }
        let documents = random.number(1...3)
        for number in 0..<documents {
            if number > 0 || random.oneIn(3) { write("---" + (random.oneIn(4) ? " # document" : "") + lineEnd) }
            document = DocumentSelector(kind: "Kind\(number)", name: "n")
            write("kind: Kind\(number)" + lineEnd + "metadata: {name: n}" + lineEnd)
            blockMapping(path: [], indentation: 0, depth: 0, startsOnLine: false)
            write("last:")
            scalar(path: [.key("last")], inFlow: false)
            endLine()
        }
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
        default:
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
}
