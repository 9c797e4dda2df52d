/// Bytes that arrived before anybody asked for them.
struct ByteQueue {
    private var bytes: [UInt8] = []
    private var taken = 0

    var count: Int { bytes.count - taken }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    /// Moves as many bytes as there are and fit.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(count, buffer.count)
        buffer.copyBytes(from: bytes[taken..<taken + count])
        taken += count
        if taken == bytes.count {
            bytes.removeAll()
            taken = 0
        }
        return count
    }
}
