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

    /// By unsigned bytes, a prefix before what it begins.
    init(ofBytes left: String, over right: String) {
        // Strings of the same normal form compare equal though their bytes differ, so `<` of String will not do.
        if left.utf8.elementsEqual(right.utf8) {
            self = .equal
        } else {
            self = left.utf8.lexicographicallyPrecedes(right.utf8) ? .lower : .higher
        }
    }
}
