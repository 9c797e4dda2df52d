import Foundation
import HTTPTransport
import Promotion

extension Host {
    /// A whole list, page by page along its `Link` fields; stops early once `isEnough` says so.
    ///
    /// Of a link only the query is taken: hosts that do not know the name by which they are called lead elsewhere, and no
    /// token may follow them there. Longer than the limits is an error: a part of a list proves nothing.
    func list<Item: Decodable & Sendable>(
        _ call: HostCall, of type: Item.Type = Item.self,
        until isEnough: @Sendable (Item) -> Bool = { _ in false }
    ) async throws(Problem) -> [Item] {
        try await pages(call, of: [Item].self, until: isEnough) { $0 }
    }

    /// The same for answers that hold their list in a member, and perhaps the query of the next page beside it.
    func pages<Page: Decodable & Sendable, Item: Sendable>(
        _ call: HostCall, of type: Page.Type, until isEnough: @Sendable (Item) -> Bool = { _ in false },
        next: (@Sendable (Page) -> String?)? = nil, items: @Sendable (Page) -> [Item]
    ) async throws(Problem) -> [Item] {
        let end = clock.now.addingTimeInterval(limits.listSeconds)
        var found: [Item] = []
        let start = dialect.api + call.target
        var url = start
        for _ in 0..<limits.pages {
            let answer = try await send(call, to: url)
            let page = try answer.decoded(type)
            let items = items(page)
            found += items
            let link = next.map { $0(page) } ?? LinkHeader.next(answer.response.headers.all("Link"))
            guard let link, !items.contains(where: isEnough) else { return found }
            guard
                let query = link.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
            else { throw .permanent("\(answer.place) failed: the next page's address names no page.") }
            guard clock.now < end else {
                throw .transient("\(answer.place) failed: \(Int(limits.listSeconds)) seconds were not enough.")
            }
            url = start.prefix { $0 != "?" } + "?" + query
        }
        throw .permanent(
            "\(printableURL(url)): \(call.purpose) failed: there are more than \(limits.pages) pages.",
            remedy: "Close merge requests that nobody needs.")
    }
}
