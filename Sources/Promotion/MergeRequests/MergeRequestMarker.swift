/// The invisible line by which Sluice knows a text on a host as its own, and whether a person has changed it since.
///
/// A link reference definition that nothing refers to: CommonMark and Python-Markdown (Bitbucket Cloud) render none of
/// it, and unlike a comment in HTML no host escapes or strips it.
package struct MergeRequestMarker: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable { case body, comment, closing }

    package var kind: Kind
    package var promotion: PromotionID
    /// The hash of the text above the marker, as it was written.
    package var fingerprint: String

    private static let opening = "[//]: # (sluice:"

    package var line: String { "\(Self.opening)\(kind.rawValue) \(promotion.hex) \(fingerprint))" }

    /// UTF-16 units that `mark` adds to a text.
    package static func length(_ kind: Kind, _ promotion: PromotionID) -> Int {
        2 + MergeRequestMarker(kind: kind, promotion: promotion, fingerprint: fingerprint("")).line.utf16.count
    }

    /// The text with its marker at the end.
    package static func mark(_ text: String, _ kind: Kind, of promotion: PromotionID) -> String {
        let text = String(text.reversed().drop { $0.isWhitespace }.reversed())
        let marker = MergeRequestMarker(kind: kind, promotion: promotion, fingerprint: fingerprint(text))
        return "\(text)\n\n\(marker.line)"
    }

    /// The marker of a text as a host has it; nil where it is none of Sluice's. The last one counts.
    package init?(in text: String) {
        for line in text.split(whereSeparator: \.isNewline).reversed() {
            let line = line.drop(while: \.isWhitespace)
            guard line.hasPrefix(Self.opening), let end = line.lastIndex(of: ")") else { continue }
            let words = line[..<end].dropFirst(Self.opening.count).split(separator: " ").map(String.init)
            guard words.count == 3, let kind = Kind(rawValue: words[0]),
                words[1...].allSatisfy({ word in word.utf8.count == 40 && word.utf8.allSatisfy(\.isHexDigit) })
            else { continue }
            self.init(kind: kind, promotion: PromotionID(hex: words[1]), fingerprint: words[2])
            return
        }
        return nil
    }

    private init(kind: Kind, promotion: PromotionID, fingerprint: String) {
        self.kind = kind
        self.promotion = promotion
        self.fingerprint = fingerprint
    }

    /// Whether a text with this marker stands as it was written: nobody's words would be lost by writing another.
    ///
    /// Line ends and white space at the lines' ends, which hosts change, do not count.
    package func stands(in text: String) -> Bool {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let last = lines.lastIndex(where: { $0.trimmedEnd.drop(while: \.isWhitespace) == line[...] }),
            lines[(last + 1)...].allSatisfy({ $0.allSatisfy(\.isWhitespace) })
        else { return false }
        return Self.fingerprint(lines[..<last].joined(separator: "\n")) == fingerprint
    }

    private static func fingerprint(_ text: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.trimmedEnd)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return stableHash(lines.map(String.init))
    }
}

extension Substring {
    fileprivate var trimmedEnd: Substring { self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)] }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
