import Foundation
import HTTPTransport
import Promotion

/// Lists all tags of one repository: page by page, until the registry names no further one.
///
/// A short page is not the last one, since servers clamp `n`. A list that cannot be read to its end is an error.
struct TagLister {
    private let registry: Registry
    private let repository: ImageRepository
    private let place: Place
    private let origin: WebURL?

    init(_ registry: Registry, _ repository: ImageRepository) {
        self.registry = registry
        self.repository = repository
        place = Place(repository, "listing tags")
        origin = WebURL(registry.origin)
    }

    func list() async throws(Problem) -> [String] {
        let limits = registry.limits
        let end = registry.clock.now + limits.listSeconds
        let reader = TagReader(limits, place)
        var asked: Set<String> = []
        var url = "\(registry.origin)/v2/\(repository.path)/tags/list?n=\(limits.pageSize)"
        var page = try await self.page(url)
        while let next = try self.next(after: page) {
            // What came is read while the next page is on its way.
            let came = page
            async let complaint = withTaskExecutorPreference(globalConcurrentExecutor) {
                await reader.take(came, isLast: false)
            }
            asked.insert(url)
            guard !asked.contains(next) else {
                throw place.invalid("the pages of the tag list go round in a circle")
            }
            guard asked.count < limits.pages else { throw place.tooMuch("\(limits.pages) pages") }
            guard registry.clock.now < end else {
                throw .transient("\(repository): listing tags took longer than \(Int(limits.listSeconds)) s.")
            }
            let following = try await self.page(next)
            if let complaint = await complaint { throw complaint }
            (url, page) = (next, following)
        }
        if let complaint = await reader.take(page, isLast: true) { throw complaint }
        return await reader.all
    }

    private func page(_ url: String) async throws(Problem) -> HTTPResponse {
        var request = registry.request(at: url)
        request.headers["Accept"] = "application/json"
        request.maximumBody = registry.limits.pageBytes
        request.redirects = .sameOrigin(limit: 3)
        let response = try await registry.send(request, for: repository, "listing tags")
        guard response.status != 404 else {
            throw place.refusal(response, hasCredentials: false, registry.clock.now)
        }
        return response
    }

    /// The next page's URL on the registry's own origin.
    ///
    /// A registry behind a proxy often writes its inner scheme or port into the link; only its path and query are used,
    /// so nothing is ever sent elsewhere. Another host is refused.
    private func next(after response: HTTPResponse) throws(Problem) -> String? {
        guard let target = LinkHeader.next(response.headers.all("Link")) else { return nil }
        // A path from the root, the usual form, is resolved against the registry's own origin at once.
        let isPath = target.hasPrefix("/") && !target.hasPrefix("//")
        guard let here = isPath ? origin : WebURL(response.url), let there = here.resolving(target) else {
            throw place.invalid("the next page's link is no http or https URL")
        }
        guard there.host == here.host else {
            throw place.invalid("the next page's link leads to another host, \(there.authority)")
        }
        return isPath ? there.text : origin?.resolving(there.target)?.text
    }
}
