@testable import Manifests

/// A random JSON file in mixed layouts, whose writer remembers where it put each scalar.
///
/// Knows nothing of the editor: it is the oracle for which bytes an edit may touch. No object has a key twice.
struct GeneratedJSON {
    struct Leaf {
        let steps: [Selector.Step]
        let range: Range<Int>
        let value: String
    }

    private(set) var bytes: [UInt8] = []
    /// The same file without comments and trailing commas.
    private(set) var plain: [UInt8] = []
    private(set) var leaves: [Leaf] = []

    private var random: SeededGenerator
    private let comments: Bool
    private let lineEnd: String

    init(seed: UInt64, comments: Bool) {
        random = SeededGenerator(seed: seed)
        self.comments = comments
        lineEnd = random.pick(["\n", "\n", "\r\n", ""])
        if random.oneIn(6) { write("\u{FEFF}") }
        blank()
        value(path: [], depth: 0, isRoot: true)
        blank()
    }

    private mutating func write(_ text: String) {
        bytes += Array(text.utf8)
        plain += Array(text.utf8)
    }

    private mutating func blank() {
        write(random.pick(["", "", " ", "  ", "\t", lineEnd, lineEnd + "    ", " \r"]))
        guard comments, random.oneIn(4) else { return }
        bytes += Array(
            random.pick([
                "// \"tag\": \"x\", }\n", "/* { */", "/**/", "/* größe 😀 \r\n * // */", "//\r", "/*/ \" */", "//*\n",
            ]).utf8)
    }

    private mutating func value(path: [Selector.Step], depth: Int, isRoot: Bool = false) {
        switch isRoot ? random.number(0...1) : depth < 6 ? random.number(0...6) : 6 {
        case 0: object(path: path, depth: depth)
        case 1: array(path: path, depth: depth)
        default: scalar(path: path)
        }
    }

    private static let keys = [
        ("image", "image"), ("tag", #"t\u0061g"#), ("app.kubernetes.io/version", #"app.kubernetes.io\/version"#),
        ("ключ", "ключ"), ("", ""), ("e\"\\", #"e\"\\"#), ("😀", #"\ud83d\uDE00"#), ("é", "é"),
        ("12", "12"), ("tab\t", #"tab\t"#),
    ]

    private mutating func object(path: [Selector.Step], depth: Int) {
        write("{")
        let keys = Self.keys.shuffled(using: &random).prefix(random.number(0...4))
        for (index, key) in keys.enumerated() {
            if index > 0 { write(",") }
            blank()
            write("\"" + key.1 + "\"")
            blank()
            write(":")
            blank()
            value(path: path + [.key(key.0)], depth: depth + 1)
            blank()
        }
        close("}", isEmpty: keys.isEmpty)
    }

    private mutating func array(path: [Selector.Step], depth: Int) {
        write("[")
        let count = random.number(0...4)
        for index in 0..<count {
            if index > 0 { write(",") }
            blank()
            value(path: path + [.index(index)], depth: depth + 1)
            blank()
        }
        close("]", isEmpty: count == 0)
    }

    private mutating func close(_ bracket: String, isEmpty: Bool) {
        if comments, !isEmpty, random.oneIn(3) { bytes.append(UInt8(ascii: ",")) }
        blank()
        write(bracket)
    }

    private static let scalars = [
        (#""v1.2.3""#, "v1.2.3"), (#""""#, ""), (#""a\u0062\/\n\"\\""#, "ab/\n\"\\"),
        (#""größe \ud83d\ude00""#, "größe 😀"),
        (#""// no comment, ]""#, "// no comment, ]"), ("0", "0"), ("-12.50e+3", "-12.50e+3"), ("41", "41"),
        ("12345678901234567890", "12345678901234567890"), ("0.25", "0.25"), ("true", "true"), ("false", "false"),
        ("null", "null"), (#""true""#, "true"), (#""\u2028\u0000""#, "\u{2028}\u{0}"), (#""1.20""#, "1.20"),
    ]

    private mutating func scalar(path: [Selector.Step]) {
        let (text, value) = random.pick(Self.scalars)
        let start = bytes.count
        write(text)
        leaves.append(Leaf(steps: path, range: start..<bytes.count, value: value))
    }
}
