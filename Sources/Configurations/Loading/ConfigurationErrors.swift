/// Everything that is wrong with a configuration: all errors of all files, ordered by place.
package struct ConfigurationErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// Never empty.
    package let issues: [ConfigurationIssue]

    /// One issue a line.
    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
