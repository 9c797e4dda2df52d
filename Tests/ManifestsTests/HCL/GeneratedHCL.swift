@testable import Manifests

/// A random HCL file in mixed styles, whose writer remembers where it put each literal.
///
/// Knows nothing of the parser: it is the oracle for which bytes an edit may touch.
struct GeneratedHCL {
    struct Leaf {
        let steps: [Selector.Step]
        let range: Range<Int>
        let value: String
        let kind: HCLNode.Kind
    }

    private(set) var bytes: [UInt8] = []
    private(set) var leaves: [Leaf] = []
    /// The paths of what is no literal.
    private(set) var expressions: [[Selector.Step]] = []

    private var random: SeededGenerator
    private let lineEnd: String

    /// Whether names are ASCII, and no comment stands before `=`, as python-hcl2 needs it.
    private let isTame: Bool

    init(seed: UInt64, isTame: Bool = false) {
        self.isTame = isTame
        random = SeededGenerator(seed: seed)
        lineEnd = random.oneIn(4) ? "\r\n" : "\n"
        if random.oneIn(6) { bytes += [0xEF, 0xBB, 0xBF] }
        body(path: [], depth: 0)
        write("last = ")
        scalar(path: [.key("last")])
        // A heredoc's marker needs its line end.
        if !random.oneIn(4) || leaves.last?.kind == .heredoc { write(lineEnd) }
    }

    private mutating func write(_ text: String) { bytes += Array(text.utf8) }

    private mutating func endLine() {
        // Nothing may follow a heredoc's marker on its line.
        let isFree = !bytes.suffix(3).elementsEqual("EOT".utf8)
        if isFree, random.oneIn(5) { write(random.pick(["  # note", " // größe 😀 \"", "\t/* } */", "   "])) }
        write(lineEnd)
        while random.oneIn(6) {
            write(random.pick(["", "# a = \"b\"", "    // }", "/* a = {\(lineEnd) */"]) + lineEnd)
        }
    }

    private mutating func indent(_ depth: Int) { write(String(repeating: "  ", count: depth)) }

    // MARK: Bodies

    private static let names = ["image", "tag", "größe", "app-version", "_x", "for", "null", "spec", "a1"]
    private static let types = ["module", "job", "container", "env-from"]

    private mutating func body(path: [Selector.Step], depth: Int) {
        let names = isTame ? Self.names.filter { $0.utf8.allSatisfy { $0 < 0x80 } } : Self.names
        for name in names.shuffled(using: &random).prefix(random.number(1...4)) {
            indent(depth)
            write(name + random.pick([" = ", "=", " =  ", isTame ? " = " : " /* = */ = "]))
            value(path: path + [.key(name)], depth: depth)
            endLine()
        }
        guard depth < 4 else { return }
        for type in Self.types.shuffled(using: &random).prefix(random.number(0...2)) {
            if random.oneIn(2) { repeated(type, path, depth) } else { labelled(type, path, depth) }
        }
    }

    private mutating func repeated(_ type: String, _ path: [Selector.Step], _ depth: Int) {
        let count = random.number(1...3)
        for index in 0..<count {
            indent(depth)
            write(type + " {" + lineEnd)
            indent(depth + 1)
            write("name = \"n\(index)\"")
            endLine()
            let isNamed = random.oneIn(2)
            let step = isNamed ? Selector.Step.element(key: "name", value: "n\(index)") : .index(index)
            let isSkipped = count == 1 && random.oneIn(2)
            body(path: path + [.key(type)] + (isSkipped ? [] : [step]), depth: depth + 1)
            indent(depth)
            write("}")
            endLine()
        }
    }

    private mutating func labelled(_ type: String, _ path: [Selector.Step], _ depth: Int) {
        for label in [("api", "api"), ("a b", "\"a b\""), ("q\"", "\"q\\\"\"")].prefix(random.number(1...3)) {
            indent(depth)
            write(type + " " + label.1 + " \"x\" {")
            let inner = path + [.key(type), .key(label.0), .key("x")]
            if random.oneIn(3) {
                write(" one = ")
                value(path: inner + [.key("one")], depth: 9)
                write(" }")
            } else {
                write(lineEnd)
                body(path: inner, depth: depth + 1)
                indent(depth)
                write("}")
            }
            endLine()
        }
    }

    // MARK: Values

    /// What follows `=`, to its end; deeper than 5 without line ends.
    private mutating func value(path: [Selector.Step], depth: Int) {
        switch depth < 5 ? random.number(0...9) : 9 {
        case 0, 1: object(path: path, depth: depth)
        case 2, 3: tuple(path: path, depth: depth)
        case 4:
            expressions.append(path)
            write(random.pick(Self.expressionTexts))
        case 5 where depth < 5: heredoc(path: path, depth: depth)
        default: scalar(path: path)
        }
    }

    private static let expressionTexts = [
        "var.tag", "\"v${var.tag}\"", "merge(a, { b = \"}\" })", "true ? \"a\" : \"b\"",
        "[for x in y : x if x != \"]\"]",
        "\"%{ if a }b%{ else }${\"c\"}%{ endif }\"", "(\"v1\")", "a[*].b", "-x", "!true", "1 + 2", "[\"a\"][0]",
        "{ for k, v in m : k => v }", "a.b[\"c\"].0",
    ]

    private mutating func object(path: [Selector.Step], depth: Int) {
        write("{" + (random.oneIn(3) ? "" : lineEnd))
        let keys = [("image", "image"), ("a.b/c", "\"a.b/c\""), ("ключ", "\"ключ\""), ("7", "7"), ("true", "true")]
        let chosen = keys.shuffled(using: &random).prefix(random.number(0...3))
        for (index, key) in chosen.enumerated() {
            write(" " + key.1 + random.pick([" = ", " : ", "="]))
            let start = leaves.count
            value(path: path + [.key(key.0)], depth: depth + 1)
            let isHeredoc = leaves.count > start && leaves.last?.kind == .heredoc
            let mustEnd = isHeredoc || bytes.suffix(3).elementsEqual("EOT".utf8)
            write(mustEnd ? lineEnd : index + 1 < chosen.count ? random.pick([", ", lineEnd, " ," + lineEnd]) : " ")
        }
        write("}")
    }

    private mutating func tuple(path: [Selector.Step], depth: Int) {
        write("[" + (random.oneIn(3) ? "" : lineEnd))
        let count = random.number(0...3)
        for index in 0..<count {
            if index > 0 { write(random.pick([",", ", ", "," + lineEnd + "\t"])) }
            if random.oneIn(3) {
                write("{ name = \"e\(index)\", tag = ")
                let step = random.oneIn(2) ? Selector.Step.index(index) : .element(key: "name", value: "e\(index)")
                scalar(path: path + [step, .key("tag")])
                write(" }")
            } else {
                value(path: path + [.index(index)], depth: max(depth + 1, 5))
            }
        }
        write((count > 0 && random.oneIn(3) ? "," + lineEnd : "") + "]")
    }

    private mutating func heredoc(path: [Selector.Step], depth: Int) {
        let lines = random.pick([["v1", "  $${x} \"q\" \\n"], ["größe %%{x} $5", "", "EOT x"], []])
        let isIndented = random.oneIn(2)
        let start = bytes.count
        write((isIndented ? "<<-EOT" : "<<EOT") + lineEnd)
        for line in lines { write((isIndented && !line.isEmpty ? "    " : "") + line + lineEnd) }
        write((random.oneIn(2) ? "  " : "") + "EOT")
        let text = lines.map { $0 + lineEnd }.joined()
        let value = text.replacing("$${", with: "${").replacing("%%{", with: "%{")
        leaves.append(Leaf(steps: path, range: start..<bytes.count, value: value, kind: .heredoc))
    }

    private mutating func scalar(path: [Selector.Step]) {
        let (text, value, kind) = random.pick(Self.scalars)
        let start = bytes.count
        write(text)
        leaves.append(Leaf(steps: path, range: start..<bytes.count, value: value, kind: kind))
    }

    private static let scalars: [(String, String, HCLNode.Kind)] = [
        ("\"v1.2.3\"", "v1.2.3", .quoted), ("\"\"", "", .quoted), ("\"ü # no\"", "ü # no", .quoted),
        ("\"registry.example.com:5000/a/b@sha256:00ff\"", "registry.example.com:5000/a/b@sha256:00ff", .quoted),
        (#""a\"b\\c\n\t\u00e9\U0001F600""#, "a\"b\\c\n\té😀", .quoted),
        ("\"$${x} %%{y} $5 % $\"", "${x} %{y} $5 % $", .quoted),
        ("\"{[(\"", "{[(", .quoted), ("3", "3", .number), ("1.20", "1.20", .number), ("-4", "-4", .number),
        ("1e3", "1e3", .number), ("true", "true", .boolean), ("false", "false", .boolean), ("null", "null", .null),
    ]
}
