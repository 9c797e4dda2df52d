package import Foundation
package import Promotion
package import SSHTransport

/// What every remote is given.
package struct RemoteSettings: Sendable {
    /// The folder of all mirrors.
    package var mirrors: String
    package var identity: GitIdentity
    package var limits: GitLimits
    package var crashPoint: CrashPoint
    /// The time that commits carry.
    package var now: @Sendable () -> Date
    /// Makes the transport for a remote; called once for each, on its thread.
    package var transport: @Sendable (RemoteURL) throws -> any GitTransport

    package init(
        mirrors: String, identity: GitIdentity, limits: GitLimits = GitLimits(),
        crashPoint: CrashPoint = .fromEnvironment, now: @escaping @Sendable () -> Date = { Date() },
        transport: @escaping @Sendable (RemoteURL) throws -> any GitTransport
    ) {
        self.mirrors = mirrors
        self.identity = identity
        self.limits = limits
        self.crashPoint = crashPoint
        self.now = now
        self.transport = transport
    }
}
