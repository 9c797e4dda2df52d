package import Promotion

/// A whole configuration: every reference in it was followed, and every rule of it can be honoured.
package struct Configuration: Sendable {
    package var settings: Settings
    /// By name: the name of the file without `.yaml`.
    package var environments: [String: Environment]
    /// By name: the name of the file without `.yaml`.
    package var pipelines: [String: Pipeline]
    /// The files that it was read from, relative to its directory, sorted.
    package var files: [String]
    /// What somebody should look at, ordered by place; nothing of it keeps the daemon from its work.
    package var warnings: [ConfigurationIssue]
}
