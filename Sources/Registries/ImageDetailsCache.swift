package import Promotion

/// Keeps what images say of themselves, by digest: it never changes. Losing it costs requests, nothing else, so nothing
/// here fails.
package protocol ImageDetailsCache: Sendable {
    /// Nil where it is not kept, or cannot be read.
    func details(of digest: String) async -> ImageDetails?

    func keep(_ details: ImageDetails, of digest: String) async
}

/// Keeps nothing beyond the memory of `OCIRegistries`.
package struct NoDetailsCache: ImageDetailsCache {
    package init() {}

    package func details(of digest: String) async -> ImageDetails? { nil }

    package func keep(_ details: ImageDetails, of digest: String) async {}
}
