/// A clause of a port's contract that an implementation does not keep.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// The clause, as a sentence of the contract.
    package let clause: String
    /// What was seen instead.
    package let seen: String

    package init(_ clause: String, seen: String) {
        self.clause = clause
        self.seen = seen
    }

    package var description: String { "\(clause): \(seen)" }
}

/// Throws `clause` unless both values are equal.
func require<Value: Equatable>(_ seen: Value, is wanted: Value, _ clause: String) throws {
    guard seen == wanted else { throw ConformanceFailure(clause, seen: "\(seen), wanted \(wanted)") }
}

/// Throws `clause` unless `condition` holds; `seen` says what was there instead.
func require(_ condition: Bool, _ clause: String, seen: @autoclosure () -> String) throws {
    guard condition else { throw ConformanceFailure(clause, seen: seen()) }
}

/// Throws `clause` where `value` is nil, and answers it otherwise.
func require<Value>(_ value: Value?, _ clause: String) throws -> Value {
    guard let value else { throw ConformanceFailure(clause, seen: "nil") }
    return value
}
