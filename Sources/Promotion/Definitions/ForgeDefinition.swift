/// The software of a Git host.
package enum ForgeKind: String, Sendable, Hashable, CaseIterable {
    case azureDevOps
    case bitbucketCloud
    case bitbucketDataCenter
    case gitea
    case github
    case gitlab
}

/// A Git host as the configuration names it.
package struct ForgeDefinition: Sendable, Hashable {
    package var kind: ForgeKind
    /// Where people find the host, with a path where it lives below one.
    package var url: String
    package var token: Secret
    /// A PEM file of the authorities to trust instead of the system's.
    package var caFile: String?

    package init(kind: ForgeKind, url: String, token: Secret, caFile: String? = nil) {
        self.kind = kind
        self.url = url
        self.token = token
        self.caFile = caFile
    }
}
