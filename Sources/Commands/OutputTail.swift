/// The end of what a program wrote: all of it while it is short, its last bytes otherwise.
package struct OutputTail: Sendable {
    private var bytes: [UInt8] = []
    private let limit: Int
    private var count = 0

    /// All that was written; nil where that was more than is kept.
    package var whole: [UInt8]? { count <= limit ? bytes : nil }

    init(limit: Int) { self.limit = limit }

    mutating func append(_ more: some Collection<UInt8>) {
        bytes += more
        count += more.count
        // Cut now and then, not at every byte over the limit.
        if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
    }

    /// The last `limit` bytes as text; a character that was cut in two, and bytes that are no UTF-8, are replaced.
    package func text(_ limit: Int? = nil) -> String {
        String(decoding: bytes.suffix(min(limit ?? self.limit, self.limit)), as: UTF8.self)
    }

    /// The last lines that hold anything, in one sentence's length: at most ten, at most 1,000 characters.
    package var lastLines: String {
        let lines = text(8 << 10).split(whereSeparator: \.isNewline)
            .map { $0.filter { $0 == "\t" || !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } } }
            .filter { !$0.allSatisfy(\.isWhitespace) }
        let joined = lines.suffix(10).joined(separator: "\n")
        return joined.count > 1000 ? "…" + joined.suffix(1000) : joined
    }
}
