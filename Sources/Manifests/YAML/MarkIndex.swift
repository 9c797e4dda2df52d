/// From a count of Unicode scalars to a byte offset, in constant time.
struct MarkIndex {
    private let start: Int
    /// The offset of each 64th scalar; empty where the text is ASCII and the two counts are one.
    private let checkpoints: [Int]

    private static let stride = 64

    /// Reads the bytes once when any is not ASCII.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.start = start
        guard !Self.isASCII(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...])) else {
            checkpoints = []
            return
        }
        var checkpoints: [Int] = []
        checkpoints.reserveCapacity(bytes.count / Self.stride + 1)
        var scalars = 0
        for offset in start..<bytes.count where Self.startsScalar(bytes[offset]) {
            if scalars % Self.stride == 0 { checkpoints.append(offset) }
            scalars += 1
        }
        self.checkpoints = checkpoints
    }

    /// The offset of the scalar with this index; the end of the bytes for any beyond the last.
    func offset(of index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard !checkpoints.isEmpty else { return min(start + index, bytes.count) }
        guard index / Self.stride < checkpoints.count else { return bytes.count }
        var offset = checkpoints[index / Self.stride]
        var rest = index % Self.stride
        while rest > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, !Self.startsScalar(bytes[offset]) { offset += 1 }
            rest -= 1
        }
        return offset
    }

    private static func startsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// Looks at eight bytes at a time.
    private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let words = bytes.count / 8
        var bits: UInt64 = 0
        for word in 0..<words { bits |= bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) }
        return bits & 0x8080_8080_8080_8080 == 0 && bytes[(words * 8)...].allSatisfy { $0 < 0x80 }
    }
}
