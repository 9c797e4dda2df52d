/// Random changes to a file, most of which leave a valid one: they know words, lines, comments and tokens.
struct Mutator {
    let corpus: Corpus
    private let kind: Corpus.Kind
    let language: Language
    private(set) var bytes: [UInt8]
    private var random: FuzzRandom

    init(_ seed: Corpus.Seed, corpus: Corpus, random: FuzzRandom) {
        self.corpus = corpus
        kind = seed.kind
        language = seed.language
        bytes = seed.original
        self.random = random
    }

    /// None one time in eight, otherwise one or, ever more rarely, several.
    mutating func run() {
        guard !random.oneIn(8) else { return }
        repeat { mutate() } while random.oneIn(2)
    }

    private mutating func mutate() {
        switch random.below(24) {
        case 0...3: replaceWord()
        case 4: swapWords()
        case 5: duplicateLine()
        case 6: bytes.removeSubrange(lineWithEnd(at: random.below(bytes.count + 1)))
        case 7: moveLine()
        case 8, 9: indent()
        case 10...12: insertComment()
        case 13: insertBlank()
        case 14: quoteWord()
        case 15: wrapWord()
        case 16, 17: bytes.insert(contentsOf: random.pick(language.tokens), at: random.below(bytes.count + 1))
        case 18: splice()
        case 19: flipByte()
        case 20: damage()
        case 21: changeLineEnds()
        case 22: changeEnds()
        default: copyRange()
        }
    }

    // MARK: Words

    /// A run of letters, digits and what names and versions are made of, at or behind a random place.
    private mutating func word() -> Range<Int>? {
        guard !bytes.isEmpty else { return nil }
        let place = random.below(bytes.count)
        guard let inside = bytes[place...].prefix(80).firstIndex(where: Self.isWord) else { return nil }
        var start = inside
        while start > 0, Self.isWord(bytes[start - 1]) { start -= 1 }
        return start..<(bytes[inside...].firstIndex { !Self.isWord($0) } ?? bytes.count)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "/"),
            0x80...:
            true
        default: false
        }
    }

    private mutating func replaceWord() {
        guard let word = word() else { return }
        if random.oneIn(2), let other = self.word() {
            bytes.replaceSubrange(word, with: Array(bytes[other]))
        } else {
            bytes.replaceSubrange(word, with: Array(random.pick(Language.values).utf8))
        }
    }

    private mutating func swapWords() {
        guard let one = word(), let two = word(), !one.overlaps(two) else { return }
        let (first, second) = one.lowerBound < two.lowerBound ? (one, two) : (two, one)
        let (before, after) = (Array(bytes[first]), Array(bytes[second]))
        bytes.replaceSubrange(second, with: before)
        bytes.replaceSubrange(first, with: after)
    }

    private mutating func quoteWord() {
        guard let word = word() else { return }
        let quote = random.pick([UInt8(ascii: "\""), UInt8(ascii: "'")])
        let isQuoted =
            word.lowerBound > 0 && word.upperBound < bytes.count && bytes[word.lowerBound - 1] == bytes[word.upperBound]
        if isQuoted, bytes[word.upperBound] == UInt8(ascii: "\"") || bytes[word.upperBound] == UInt8(ascii: "'") {
            let text = Array(bytes[word])
            let whole = (word.lowerBound - 1)..<(word.upperBound + 1)
            bytes.replaceSubrange(whole, with: random.oneIn(2) ? text : [quote] + text + [quote])
        } else {
            bytes.insert(quote, at: word.upperBound)
            bytes.insert(quote, at: word.lowerBound)
        }
    }

    private mutating func wrapWord() {
        guard let word = word() else { return }
        let wraps = [
            ("[", "]"), ("{a: ", "}"), ("{\"a\": ", "}"), ("&a ", ""), ("!!str ", ""), ("!x ", ""), ("*", ""),
            ("(", ")"), ("${", "}"),
        ]
        let (before, after) = random.pick(wraps)
        bytes.insert(contentsOf: after.utf8, at: word.upperBound)
        bytes.insert(contentsOf: before.utf8, at: word.lowerBound)
    }

    // MARK: Lines

    private func line(at offset: Int) -> Range<Int> {
        let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return start..<(bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count)
    }

    private func lineWithEnd(at offset: Int) -> Range<Int> {
        let line = line(at: offset)
        return line.lowerBound..<min(bytes.count, line.upperBound + 1)
    }

    private mutating func duplicateLine() {
        let line = lineWithEnd(at: random.below(bytes.count + 1))
        bytes.insert(contentsOf: Array(bytes[line]), at: random.oneIn(2) ? line.upperBound : lineStart())
    }

    private mutating func lineStart() -> Int { line(at: random.below(bytes.count + 1)).lowerBound }

    private mutating func moveLine() {
        let line = lineWithEnd(at: random.below(bytes.count + 1))
        let text = Array(bytes[line])
        bytes.removeSubrange(line)
        bytes.insert(contentsOf: text, at: lineStart())
    }

    /// One line, or all from it to another, deeper or less deep.
    private mutating func indent() {
        var start = lineStart()
        let end = random.oneIn(2) ? start : max(start, lineStart())
        let isDeeper = random.oneIn(2)
        let text = Array(random.pick(["  ", " ", "    ", "\t"]).utf8)
        var last = end
        repeat {
            if isDeeper {
                bytes.insert(contentsOf: text, at: start)
                last += text.count
            } else if bytes[start...].starts(with: text) {
                bytes.removeSubrange(start..<(start + text.count))
                last -= text.count
            }
            start = lineWithEnd(at: start).upperBound
        } while start <= last && start < bytes.count
    }

    private mutating func insertComment() {
        guard !language.lineComments.isEmpty else { return insertBlank() }
        let line = line(at: random.below(bytes.count + 1))
        let comment = random.pick(language.lineComments)
        let isOfItsOwn = random.oneIn(2)
        bytes.insert(
            contentsOf: isOfItsOwn ? comment + [UInt8(ascii: "\n")] : [UInt8(ascii: " ")] + comment,
            at: isOfItsOwn ? line.lowerBound : line.upperBound)
    }

    private mutating func insertBlank() {
        let offset: Int
        switch random.below(4) {
        case 0: offset = lineStart()
        case 1: offset = line(at: random.below(bytes.count + 1)).upperBound
        default: offset = word().map { random.oneIn(2) ? $0.lowerBound : $0.upperBound } ?? bytes.count
        }
        bytes.insert(contentsOf: random.pick(language.blanks), at: offset)
    }

    // MARK: Bytes

    /// This file up to a line, and another one from a line on.
    private mutating func splice() {
        let other = random.oneIn(8) ? corpus.pick(&random) : corpus.pick(kind, &random)
        guard other.original.count < 4096 else { return }
        let cut = lineStart()
        let tail = other.original[random.below(other.original.count + 1)...]
        let start = tail.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? tail.startIndex
        if random.oneIn(2) {
            bytes.replaceSubrange(cut..., with: other.original[start...])
        } else {
            bytes.insert(contentsOf: other.original[start...], at: cut)
        }
    }

    private mutating func flipByte() {
        guard !bytes.isEmpty else { return }
        bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
    }

    private mutating func damage() {
        let start = random.below(bytes.count + 1)
        switch random.below(3) {
        case 0: bytes.insert(UInt8(random.below(256)), at: start)
        case 1: bytes.removeSubrange(start..<min(bytes.count, start + 1 + random.below(12)))
        default: bytes.removeSubrange(start...)
        }
    }

    private mutating func changeLineEnds() {
        let end = Array(random.pick(["\r\n", "\r", "\u{85}", "\u{2028}"].prefix(random.oneIn(4) ? 4 : 1)).utf8)
        let isEach = random.oneIn(2)
        bytes = bytes.flatMap { $0 == UInt8(ascii: "\n") && (isEach || random.oneIn(4)) ? end : [$0] }
    }

    private mutating func changeEnds() {
        switch random.below(4) {
        case 0: bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0)
        case 1: if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        case 2: bytes.append(contentsOf: random.pick(language.blanks))
        default: bytes.append(UInt8(ascii: "\n"))
        }
    }

    private mutating func copyRange() {
        let start = random.below(bytes.count + 1)
        let text = Array(bytes[start...].prefix(random.below(32)))
        bytes.insert(contentsOf: text, at: random.below(bytes.count + 1))
    }
}
