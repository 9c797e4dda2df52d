import Promotion

/// The trailers of a commit message (git-interpret-trailers): the last paragraph, where it is made of `Key: value`
/// lines, and lines that continue one by white space at their beginning.
enum Trailers {
    static func parse(_ message: String) -> [CommitTrailers.Trailer] {
        let lines = message.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map { $0.trimmedEnd }
        guard let last = lines.lastIndex(where: { !$0.isEmpty }) else { return [] }
        let block = lines[...last]
        guard let gap = block.lastIndex(where: \.isEmpty) else { return [] }
        var trailers: [CommitTrailers.Trailer] = []
        for line in block[(gap + 1)...] {
            if line.first?.isWhitespace == true, let open = trailers.indices.last {
                trailers[open].value += " " + String(line).trimmed
                continue
            }
            guard let colon = line.firstIndex(of: ":"), line[..<colon].isTrailerKey else { return [] }
            trailers.append(
                .init(key: String(line[..<colon]), value: String(line[line.index(after: colon)...]).trimmed))
        }
        return trailers
    }
}

extension Substring {
    fileprivate var trimmedEnd: Substring {
        var rest = self
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    fileprivate var isTrailerKey: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
