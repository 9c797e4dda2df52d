/// A place in a file's text.
package struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Counted from 1. A line ends at LF, CR LF, CR, and, as YAML 1.1 has it, at NEL, LS and PS.
    package let line: Int
    /// Counted from 1, in Unicode scalars; a byte order mark at the file's start is not counted.
    package let column: Int
    /// Bytes from the file's start, a byte order mark included.
    package let offset: Int

    package init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// The first character of a file.
    package static let start = Position(line: 1, column: 1, offset: 0)

    /// `line:column`, as compilers and editors write it.
    package var description: String { "\(line):\(column)" }

    package static func < (left: Position, right: Position) -> Bool { left.offset < right.offset }
}
