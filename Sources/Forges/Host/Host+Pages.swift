import Foundation
import HTTPTransport
import Promotion

extension Host {
    /// A whole list, page by page along its `Link` fields; stops early once `isEnough` says so.
    ///
    /// A page on another host is not asked for: the token would go there. Longer than the limits is an error: a part of a
    /// list proves nothing.
    func list<Item: Decodable & Sendable>(
        _ call: HostCall, of type: Item.Type = Item.self,
        until isEnough: @Sendable (Item) -> Bool = { _ in false }
    ) async throws(Problem) -> [Item] {
        try await pages(call, of: [Item].self, until: isEnough) { $0 }
    }

    /// The same for answers that hold their list in a member.
    func pages<Page: Decodable & Sendable, Item: Sendable>(
        _ call: HostCall, of type: Page.Type, until isEnough: @Sendable (Item) -> Bool = { _ in false },
        items: @Sendable (Page) -> [Item]
    ) async throws(Problem) -> [Item] {
        let end = clock.now.addingTimeInterval(limits.listSeconds)
        var found: [Item] = []
        var url = dialect.api + call.target
        for _ in 0..<limits.pages {
            let answer = try await send(call, to: url)
            guard answer.isSuccess else { return found }
            let page = items(try answer.decoded(type))
            found += page
            guard !page.contains(where: isEnough), let link = LinkHeader.next(answer.response.headers.all("Link"))
            else {
                return found
            }
            guard let here = WebURL(answer.response.url), let next = here.resolving(link) else {
                throw .permanent("\(answer.place) failed: the next page's address is none.")
            }
            guard next.hasSameOrigin(as: here) else {
                throw .permanent(
                    "\(answer.place) failed: the next page is on another host, \(next.authority).",
                    remedy: "Mend the host's own address in its configuration, or the forge's `url` here.")
            }
            guard clock.now < end else {
                throw .transient("\(answer.place) failed: \(Int(limits.listSeconds)) seconds were not enough.")
            }
            url = next.text
        }
        throw .permanent(
            "\(printableURL(url)): \(call.purpose) failed: there are more than \(limits.pages) pages.",
            remedy: "Close merge requests that nobody needs.")
    }
}
