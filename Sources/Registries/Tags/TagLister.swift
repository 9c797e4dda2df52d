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

    init(_ registry: Registry, _ repository: ImageRepository) {
        self.registry = registry
        self.repository = repository
        place = Place(repository, "listing tags")
    }

    func list() async throws(Problem) -> [String] {
        let limits = registry.limits
        let end = registry.clock.now + limits.listSeconds
        var next: String? = "\(registry.origin)/v2/\(repository.path)/tags/list?n=\(limits.pageSize)"
        var tags = TagCollector()
        var asked: Set<String> = []
        while let url = next {
            guard asked.insert(url).inserted else {
                throw place.invalid("the pages of the tag list go round in a circle")
            }
            guard asked.count <= limits.pages else { throw tooMuch("\(limits.pages) pages") }
            guard registry.clock.now < end else {
                throw .transient("\(repository): listing tags took longer than \(Int(limits.listSeconds)) s.")
            }
            let response = try await page(url)
            guard let page = TagPage(response.body) else { throw place.unreadable(response) }
            next = try self.next(after: response)
            guard tags.add(page.tags, bytes: response.body.count) || next == nil else {
                throw place.invalid("a page of the tag list brought no new tag and still named a next one")
            }
            guard tags.emptyPages <= limits.emptyPages else {
                throw place.invalid("\(tags.emptyPages) pages of the tag list in a row were empty")
            }
            guard tags.all.count <= limits.tags else { throw tooMuch("\(limits.tags) tags") }
            guard tags.bytes <= limits.listBytes else { throw tooMuch("\(limits.listBytes) bytes") }
        }
        return tags.all
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
        guard let here = WebURL(response.url), let there = here.resolving(target) else {
            throw place.invalid("the next page's link is no http or https URL")
        }
        guard there.host == here.host else {
            throw place.invalid("the next page's link leads to another host, \(there.authority)")
        }
        guard let origin = WebURL(registry.origin), let own = origin.resolving(there.target) else { return nil }
        return own.text
    }

    private func tooMuch(_ limit: String) -> Problem {
        place.invalid(
            "the tag list has more than \(limit)", remedy: "Remove old tags from the registry, or raise the limit.")
    }
}
