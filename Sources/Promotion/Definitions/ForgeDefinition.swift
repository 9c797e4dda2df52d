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
    /// The account's; nil where an App is asked with instead.
    package var token: Secret?
    package var app: App?
    /// A PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Whether commits there say how stages stand.
    package var commitStatuses: Bool

    /// A GitHub App: it makes tokens for itself.
    package struct App: Sendable, Hashable {
        /// Its client id, or its number.
        package var id: String
        /// Nil where it is installed exactly once.
        package var installation: Int?
        /// PEM.
        package var key: Secret

        package init(id: String, installation: Int?, key: Secret) {
            self.id = id
            self.installation = installation
            self.key = key
        }
    }

    package init(
        kind: ForgeKind, url: String, token: Secret?, app: App? = nil, caFile: String? = nil,
        commitStatuses: Bool = true
    ) {
        self.commitStatuses = commitStatuses
        self.app = app
        self.kind = kind
        self.url = url
        self.token = token
        self.caFile = caFile
    }
}
