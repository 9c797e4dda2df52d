import Foundation
import HTTPTransport
import Promotion

/// The pages of one tag list, asked for one after another, until the registry names no further one.
struct TagPages {
    private let registry: Registry
    private let repository: ImageRepository
    private let place: Place
    private let origin: WebURL?
    private let end: Date
    private var asked: Set<WebURL> = []
    /// What is asked for next; nil where there is no further page.
    private var next: HTTPRequest?

    init(_ registry: Registry, _ repository: ImageRepository, _ place: Place) {
        self.registry = registry
        self.repository = repository
        self.place = place
        origin = WebURL(registry.origin)
        end = registry.clock.now + registry.limits.listSeconds
        next = registry.request("GET", "tags/list?n=\(registry.limits.pageSize)", of: repository)
    }

    /// Whether there is no further page.
    var areOver: Bool { next == nil }

    /// The next few pages: enough to be worth another thread's waking.
    mutating func some() async throws(Problem) -> [HTTPResponse] {
        var pages: [HTTPResponse] = []
        var bytes = 0
        while let request = next, pages.count < 4, bytes < 1 << 20 {
            let page = try await self.page(request)
            next = try self.next(after: page).map(registry.request)
            bytes += page.body.count
            pages.append(page)
        }
        return pages
    }

    private mutating func page(_ request: HTTPRequest) async throws(Problem) -> HTTPResponse {
        if let url = request.location, !asked.insert(url).inserted {
            throw place.invalid("the pages of the tag list go round in a circle")
        }
        guard asked.count <= registry.limits.pages else { throw place.tooMuch("\(registry.limits.pages) pages") }
        guard registry.clock.now < end else {
            throw .transient(
                "\(repository): listing tags took longer than \(Int(registry.limits.listSeconds)) s.")
        }
        var request = request
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
    private func next(after response: HTTPResponse) throws(Problem) -> WebURL? {
        guard let target = LinkHeader.next(response.headers.all("Link")) else { return nil }
        // A path from the root, the usual form, is resolved against the registry's own origin at once.
        let isPath = target.hasPrefix("/") && !target.hasPrefix("//")
        guard let here = isPath ? origin : WebURL(response.url), let there = here.resolving(target) else {
            throw place.invalid("the next page's link is no http or https URL")
        }
        guard there.host == here.host else {
            throw place.invalid("the next page's link leads to another host, \(there.authority)")
        }
        return isPath ? there : origin?.resolving(there.target)
    }
}
