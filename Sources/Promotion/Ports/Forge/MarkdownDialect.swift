/// Which Markdown a host renders, and what it reads into a text besides: people, issues, commands.
package enum MarkdownDialect: String, Sendable, Hashable, Codable, CaseIterable {
    case azureDevOps
    case bitbucketCloud
    case bitbucketDataCenter
    case gitea
    case github
    case gitlab
}
