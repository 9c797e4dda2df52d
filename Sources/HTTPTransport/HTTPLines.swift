/// The lines of an answer that a task reads as they come; a last one that does not end is left out.
package struct HTTPLines: Sendable {
    private let exchange: HTTPExchange
    private let longest: Int
    private var pending: [UInt8] = []
    /// Where the first line that was not told yet begins, and up to where no line ends.
    private var start = 0
    private var searched = 0

    /// - Parameter longest: the most bytes of one line.
    package init(of exchange: HTTPExchange, longest: Int = 16 << 20) {
        self.exchange = exchange
        self.longest = longest
    }

    /// The next line without its end; nil after the last one.
    package mutating func next() async throws(HTTPExchange.Interruption) -> [UInt8]? {
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer {
                    start = end + 1
                    searched = start
                }
                return Array(pending[start..<end])
            }
            pending.removeSubrange(..<start)
            start = 0
            searched = pending.count
            guard searched <= longest else {
                let failure = HTTPFailure(.tooLarge(.body, longest), "a line of the answer", mayHaveBeenProcessed: true)
                throw .failed(failure)
            }
            guard let piece = try await exchange.next() else { return nil }
            pending += piece
        }
    }
}
