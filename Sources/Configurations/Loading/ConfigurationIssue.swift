/// What is wrong at one place of the configuration, what is allowed there, and what may have been meant.
package struct ConfigurationIssue: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let location: Location
    package let message: String

    package init(at location: Location, _ message: String) {
        self.location = location
        self.message = message
    }

    /// `pipelines/payments.yaml:12:5: message`
    package var description: String { "\(location): \(message)" }

    package static func < (a: ConfigurationIssue, b: ConfigurationIssue) -> Bool {
        (a.location, a.message) < (b.location, b.message)
    }
}
