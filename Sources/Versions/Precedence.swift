/// How one value stands to another: before it, level with it, or after it.
enum Precedence: Sendable {
    case lower, equal, higher

    var reversed: Precedence {
        switch self {
        case .lower: .higher
        case .equal: .equal
        case .higher: .lower
        }
    }

    /// The precedence of one comparable value over another.
    @inline(__always)
    init<Value: Comparable>(of left: Value, over right: Value) {
        self = left == right ? .equal : left < right ? .lower : .higher
    }

    /// By unsigned bytes, a prefix before what it begins. (`<` of String would hold two normal forms of one text for equal.)
    init(ofBytes left: String, over right: String) {
        let (lefts, rights) = (left.utf8Span.span, right.utf8Span.span)
        for index in 0..<min(lefts.count, rights.count) where lefts[index] != rights[index] {
            self = lefts[index] < rights[index] ? .lower : .higher
            return
        }
        self.init(of: lefts.count, over: rights.count)
    }
}
