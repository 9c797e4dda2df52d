/// How one tag stands to another by a policy's rule alone.
package enum TagOrder: Sendable, Hashable {
    case newer
    case older
    /// The same name, or two that the rule cannot tell apart: `1.2.0`, `v1.2` and `1.2.0+build`.
    case same
    /// The reason is a sentence without its full stop.
    case notComparable(reason: String)

    init(_ precedence: Precedence) {
        switch precedence {
        case .higher: self = .newer
        case .equal: self = .same
        case .lower: self = .older
        }
    }
}
