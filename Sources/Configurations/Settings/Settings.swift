package import Foundation
package import Promotion

/// What sluice.yaml says: the daemon, its people and its credentials. Every path is absolute.
package struct Settings: Sendable, Hashable {
    package var listen: ListenAddress
    /// Where people reach the daemon, for links; nil where nobody said.
    package var publicURL: String?
    /// Nil: plain HTTP, behind a proxy or on loopback.
    package var tls: TLSFiles?
    package var store: StoreLocation
    package var git: GitSettings
    package var gitCredentials: [GitCredential]
    package var gitTokenCredentials: [GitTokenCredential]
    package var registryCredentials: [RegistryCredential]
    /// By host, as `ImageRepository.registry` spells it. Hosts that are missing have the defaults.
    package var registries: [String: RegistrySettings]
    /// By the names that environments use.
    package var forges: [String: ForgeDefinition]
    package var users: [String: User]
    package var roles: [RoleGrant]
    package var notifications: [WebhookSubscriber]
    /// By name.
    package var webhooks: [String: IncomingWebhook]
    /// Seconds between two looks at a source or a branch that names none of its own.
    package var interval: TimeInterval
    package var log: LogSettings
}

/// Where the daemon listens.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The daemon's own certificate. Both are PEM files.
package struct TLSFiles: Sendable, Hashable {
    package var certificate: String
    package var key: Secret
}

/// Where state is kept.
package enum StoreLocation: Sendable, Hashable {
    /// A database file.
    case sqlite(path: String)
}

/// How the daemon logs.
package struct LogSettings: Sendable, Hashable {
    package enum Level: String, Sendable, Hashable, CaseIterable { case trace, debug, info, notice, warning, error }

    package enum Format: String, Sendable, Hashable, CaseIterable {
        /// Text on a terminal, JSON otherwise.
        case auto
        case text
        case json
    }

    package var level: Level
    package var format: Format
}
