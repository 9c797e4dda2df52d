import GoldenManifests
import Testing

@testable import Manifests

/// Random files of lines with and without markers, whose new text the generator knows.
struct MarkerPropertyTests {
    enum Format: String, CaseIterable {
        case yaml = "values.yaml"
        case template = "template.yaml"
        case hcl = "main.tf"
        case text = "settings.conf"
    }

    /// A file before and after its edit, and how many values that changes.
    struct Generated {
        var before = ""
        var after = ""
        var uses = 0

        init(_ format: Format, _ generator: inout SeededGenerator) {
            let lineEnd = generator.pick(["\n", "\r\n"])
            add(generator.oneIn(4) ? "\u{FEFF}" : "")
            if format == .template { add("{{- if .Values.x }}" + lineEnd) }
            let count = generator.number(1...12)
            for index in 0..<count {
                addLine(format, index, &generator)
                if index < count - 1 || generator.oneIn(2) { add(lineEnd) }
            }
        }

        private mutating func add(_ text: String, _ changed: String? = nil) {
            before += text
            after += changed ?? text
        }

        private mutating func addLine(_ format: Format, _ index: Int, _ generator: inout SeededGenerator) {
            let source = generator.pick(["api", "api", "web", ""])
            let kind = generator.pick(["", ":tag", ":digest", ":name"])
            let quote = format == .hcl ? "\"" : generator.pick(["", "\"", "'"])
            let (old, new) = Self.values(kind, &generator)
            add(Self.start(format, index, &generator) + quote)
            let isWanted = source == "api"
            if isWanted { uses += 1 }
            add(old, isWanted ? new : old)
            add(quote + (format == .text && generator.oneIn(3) ? ";" : ""))
            guard !source.isEmpty else { return }
            let space = generator.pick([" ", "  ", "\t"])
            let sign = generator.pick(format == .yaml ? ["#", "##"] : ["#", "//"])
            add("\(space)\(sign) {\"$sluice\": \"\(source)\(kind)\"}\(generator.pick(["", " ", " é", "\t"]))")
        }

        private static func start(_ format: Format, _ index: Int, _ generator: inout SeededGenerator) -> String {
            switch format {
            case .yaml, .template: "é\(index):\(generator.pick([" ", "   ", "\t"]))"
            case .hcl: "a\(index)\(generator.pick([" = ", "=", " =  "]))"
            case .text: generator.pick(["a = ", "A=", "- ", "run --x ", "set('a', ", "[", ""])
            }
        }

        private static func values(_ kind: String, _ generator: inout SeededGenerator) -> (old: String, new: String) {
            let tag = "v\(generator.number(1...99)).2"
            switch kind {
            case ":tag": return (tag, MarkerPropertyTests.tag)
            case ":digest": return ("sha256:" + String(repeating: "a", count: 64), MarkerPropertyTests.digest)
            case ":name": return (generator.pick(["nginx", "example.com:5000/a/b"]), MarkerPropertyTests.name)
            default:
                let name = generator.pick(["nginx", "example.com:5000/a/b"])
                return ("\(name):\(tag)", "\(name):\(MarkerPropertyTests.tag)")
            }
        }
    }

    static let tag = "v10.11.12-rc.1"
    static let digest = "sha256:" + String(repeating: "c", count: 64)
    static let name = "mirror.example.com/team/api"

    @Test("An edit by markers changes exactly the marked values", arguments: Format.allCases, 0..<50)
    func edits(format: Format, seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let finder = MarkerFinder(sources: ["api"])
        let version = ImageVersion(name: Self.name, tag: Self.tag, digest: Self.digest)
        for _ in 0..<4 {
            let generated = Generated(format, &generator)
            let bytes = Array(generated.before.utf8)
            guard generated.uses > 0 else {
                #expect(throws: ManifestError.self) { try finder.uses(in: bytes, file: format.rawValue) }
                continue
            }
            let uses = try finder.uses(in: bytes, file: format.rawValue)
            #expect(uses.count == generated.uses)
            let edits = try uses.map { ($0, try $0.text(of: version, orElse: "", file: format.rawValue)) }
            let edited = try TextEditor.apply(edits, to: bytes, file: format.rawValue)
            #expect(String(decoding: edited, as: UTF8.self) == generated.after)
        }
    }
}
