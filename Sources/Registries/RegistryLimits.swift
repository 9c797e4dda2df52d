/// What an answer of a registry may cost. Whatever passes a limit is an error, never cut short.
package struct RegistryLimits: Sendable {
    /// Tags that are asked for in one page; servers give fewer.
    package var pageSize = 1000
    package var pages = 10_000
    package var tags = 1_000_000
    /// Bytes of one page, and of a whole list.
    package var pageBytes = 64 << 20
    package var listBytes = 256 << 20
    /// Pages in a row that are empty and still name a next one.
    package var emptyPages = 16
    /// Seconds for a whole list.
    package var listSeconds = 600.0
    /// A manifest, an index or a configuration; the distribution specification names 4 MiB.
    package var documentBytes = 4 << 20
    /// Manifests that one index leads to.
    package var children = 64
    /// Images whose details are kept in memory.
    package var detailsKept = 4096
    /// Time for one request.
    package var requestDeadline = Duration.seconds(30)

    package init() {}
}
