import Foundation
import HTTPTransport
import Logging
import Promotion
import Webhooks

/// The keys of those who sign identity tokens, read where they are published and kept for hours.
actor IssuerKeyCache {
    private struct Entry {
        var keys: IssuerKeys
        /// When they were asked for last, successfully or not.
        var asked: Date
        var isFresh: Bool
    }

    /// An unknown key is asked for this often at most, in seconds, whoever makes tokens up.
    static let pause: TimeInterval = 60
    /// Google's answers say hours, too.
    static let lifetime: TimeInterval = 6 * 3600
    private static let deadline: Duration = .seconds(5)

    private let http: any HTTPSending
    private let now: @Sendable () -> Date
    private let log: Logger
    private var entries: [String: Entry] = [:]
    private var fetches: [String: Task<IssuerKeys?, Never>] = [:]

    init(http: any HTTPSending, now: @escaping @Sendable () -> Date = { Date() }, log: Logger) {
        self.http = http
        self.now = now
        self.log = log
    }

    /// The keys at an address: those that are kept where they have the key `id`, else newer ones if they can be read.
    func keys(at url: String, knowing id: String) async -> IssuerKeys {
        let now = now()
        if let entry = entries[url] {
            let age = now.timeIntervalSince(entry.asked)
            if entry.isFresh, entry.keys.has(id), age < Self.lifetime { return entry.keys }
            if age < Self.pause { return entry.keys }
        }
        let fetch = fetches[url] ?? Task { await self.fetch(url) }
        fetches[url] = fetch
        let keys = await fetch.value
        fetches[url] = nil
        let kept = keys ?? entries[url]?.keys ?? .none
        entries[url] = Entry(keys: kept, asked: now, isFresh: keys != nil)
        return kept
    }

    private func fetch(_ url: String) async -> IssuerKeys? {
        var request = HTTPRequest("GET", url)
        request.deadline = Self.deadline
        request.maximumBody = 256 << 10
        request.allowPlaintext = url.lowercased().hasPrefix("http:")
        do {
            let response = try await http.send(request)
            guard response.isSuccess else { throw Problem.transient("It answered \(response.status).") }
            return try IssuerKeys(keySet: response.body)
        } catch {
            log.warning(
                "the keys of identity tokens cannot be read", metadata: ["url": "\(url)", "reason": "\(error)"])
            return nil
        }
    }
}
