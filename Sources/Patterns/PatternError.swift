/// Why an expression or an extract template was refused.
package struct PatternError: Error, Hashable, CustomStringConvertible {
    /// Where, in UTF-8 bytes from the start of the text that was refused; at most its length.
    package let offset: Int
    /// What is wrong there and, where it is known, how to mend it: a sentence without its full stop.
    package let message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    package var description: String { "\(message) (at offset \(offset))" }
}

/// A match was given up before it was decided: neither a match nor a mismatch.
///
/// Thrown when the text made the expression backtrack beyond the limits of `Pattern`, or when memory ran out.
package struct MatchLimitExceeded: Error, Hashable, CustomStringConvertible {
    /// PCRE2's own words, such as `match limit exceeded`.
    package let reason: String

    package var description: String { "the expression was given up on this text: \(reason)" }
}
