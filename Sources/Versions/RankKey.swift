/// What a rule reads of a tag, to sort by.
protocol RankKey {
    /// A number that never decreases from a lower key to a higher one. Most comparisons of a sort end here, on numbers
    /// that lie side by side; keys with the same number are compared themselves.
    var prefix: UInt64 { get }
    /// Among keys of the same precedence the more exact goes first.
    var exactness: Int { get }
    func precedence(over other: Self) -> Precedence
}

extension RankKey {
    var exactness: Int { 0 }
}

/// Puts numbers into 64 bits so that the whole sorts as they do, one after another: each as its length in bits, then
/// its bits below the first. What does not fit any more is cut off.
struct PrefixBits {
    private(set) var bits: UInt64 = 0
    private var free = 64

    @inline(__always)
    mutating func append(_ number: UInt64) {
        let length = 64 - number.leadingZeroBitCount
        append(UInt64(length), width: 7)
        if length > 1 { append(number & ~(1 << UInt64(length - 1)), width: length - 1) }
    }

    @inline(__always)
    mutating func append(_ value: UInt64, width: Int) {
        bits |= free >= width ? value << UInt64(free - width) : value >> UInt64(width - free)
        free = max(0, free - width)
    }
}
