package import HTTPTransport
package import Promotion

/// Makes the forge of a host by its kind.
package enum Forges {
    /// - Parameters:
    ///   - sender: carries the requests; pacing and trying reads again are its own affair (`PacedSender`).
    ///   - clock: for limits that end at a time.
    package static func make(
        _ settings: ForgeSettings, sender: any HTTPSending, limits: ForgeLimits = .init(),
        clock: any WallClock = SystemClock()
    ) -> any Forge {
        func host(_ dialect: Host.Dialect) -> Host { host(dialect, nil) }
        func host(_ dialect: Host.Dialect, _ tokens: (any TokenSource)?) -> Host {
            Host(dialect, settings, sender, limits: limits, clock: clock, tokens: tokens)
        }
        return switch settings.kind {
        case .azureDevOps: AzureDevOps(settings, host)
        case .bitbucketCloud: BitbucketCloud(settings, host)
        case .bitbucketDataCenter: BitbucketDataCenter(settings, host)
        case .gitea: Gitea(settings, host)
        case .github: GitHub(settings, clock: clock, host)
        case .gitlab: GitLab(settings, host)
        }
    }
}
