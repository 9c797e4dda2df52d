package import Promotion

/// How one registry is reached.
package struct RegistrySettings: Sendable {
    package var credentials: RegistryCredentials?
    /// A PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Speak plain http. Credentials then travel in the clear.
    package var allowPlaintext = false
    /// Further hosts (`host` or `host:port`) whose token service may be shown the credentials.
    package var tokenHosts: Set<String> = []

    package init() {}
}

/// A user of a registry. The password is read each time it is needed, and never kept.
package struct RegistryCredentials: Sendable {
    package var username: String
    package var password: @Sendable () -> Result<String, Problem>

    package init(username: String, password: @escaping @Sendable () -> Result<String, Problem>) {
        self.username = username
        self.password = password
    }
}

extension RegistryCredentials: CustomStringConvertible {
    package var description: String { "credentials of \(username)" }
}
