/// From a count of Unicode scalars to a byte offset, in constant time.
struct MarkIndex {
    private let start: Int
    /// The offset of each 64th scalar; empty where the text is ASCII and the two counts are one.
    private let checkpoints: [Int]

    private static let stride = 64

    /// Reads the bytes once when any is not ASCII.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.start = start
        guard !Self.isASCII(bytes[start...]) else {
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

    /// Without an early way out, so that the compiler can look at many bytes at once.
    private static func isASCII(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        bytes.reduce(0) { $0 | $1 } < 0x80
    }
}
