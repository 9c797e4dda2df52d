/// A place in the configuration's files.
package struct Location: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Relative to the directory of the configuration: `pipelines/payments.yaml`.
    package let file: String
    /// Both counted from 1; a column counts Unicode scalars.
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (a: Location, b: Location) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}

/// A value and where it was written.
struct Located<Value> {
    let value: Value
    let location: Location

    init(_ value: Value, _ location: Location) {
        self.value = value
        self.location = location
    }
}

extension Located: Sendable where Value: Sendable {}

/// One key of a table and its value.
struct Entry<Key: Sendable, Value: Sendable>: Sendable {
    let key: Located<Key>
    let value: Value
}
