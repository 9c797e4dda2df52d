package import Promotion

/// How one container registry is spoken to.
package struct RegistrySettings: Sendable, Hashable {
    /// Whether it is spoken to without TLS.
    package var plainHTTP: Bool
    /// The absolute path of a PEM file with the authorities that are believed instead of the system's.
    package var caFile: String?
    /// Hosts, beside the registry's own, that credentials may be sent to in exchange for a token.
    package var tokenRealms: [String]
    /// The budget of requests; nil: as many as the registry answers.
    package var requestsPerSecond: Double?

    package init(
        plainHTTP: Bool = false, caFile: String? = nil, tokenRealms: [String] = [], requestsPerSecond: Double? = nil
    ) {
        self.plainHTTP = plainHTTP
        self.caFile = caFile
        self.tokenRealms = tokenRealms
        self.requestsPerSecond = requestsPerSecond
    }
}

/// A registry's user name and password.
package struct RegistryCredential: Sendable, Hashable {
    /// As `ImageRepository.registry` spells it.
    package var registry: String
    package var username: String
    package var password: Secret
}

extension Settings {
    package func registryCredential(for registry: String) -> RegistryCredential? {
        registryCredentials.first { $0.registry == registry }
    }
}
