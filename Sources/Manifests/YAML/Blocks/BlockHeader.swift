/// The line that starts a block scalar: `|`, `>-`, `|2+ # comment`.
struct BlockHeader {
    /// What becomes of the line ends behind the content (YAML 1.2.2, section 8.1.1.2).
    enum Chomping {
        /// `-`: none stays.
        case strip
        /// One stays, where there is any content.
        case clip
        /// `+`: all stay, those of blank lines too.
        case keep
    }

    let isLiteral: Bool
    var chomping: Chomping
    /// Whether a digit says how far the content stands in.
    var isExplicit: Bool
    /// The digit, if any.
    private let digit: UInt8?
    /// Whether the digit stands behind the chomping indicator.
    private let endsInDigit: Bool
    /// What follows the indicators: spaces and a comment, without the line end.
    private let rest: ArraySlice<UInt8>

    /// - Parameter line: without its line end; nil for what is no header.
    init?(_ line: ArraySlice<UInt8>) {
        guard let first = line.first, first == UInt8(ascii: "|") || first == UInt8(ascii: ">") else { return nil }
        isLiteral = first == UInt8(ascii: "|")
        let indicators = line.dropFirst().prefix(2).prefix {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0)
        }
        digit = indicators.first { $0 >= UInt8(ascii: "1") }
        isExplicit = digit != nil
        endsInDigit = indicators.count == 2 && indicators.last == digit
        chomping =
            indicators.contains(UInt8(ascii: "-"))
            ? .strip : indicators.contains(UInt8(ascii: "+")) ? .keep : .clip
        rest = line[indicators.endIndex...]
    }

    var bytes: [UInt8] {
        let mark: [UInt8] =
            switch chomping {
            case .strip: [UInt8(ascii: "-")]
            case .clip: []
            case .keep: [UInt8(ascii: "+")]
            }
        let digits = isExplicit ? digit.map { [$0] } ?? [] : []
        return [isLiteral ? UInt8(ascii: "|") : UInt8(ascii: ">")] + (endsInDigit ? mark + digits : digits + mark)
            + rest
    }
}
