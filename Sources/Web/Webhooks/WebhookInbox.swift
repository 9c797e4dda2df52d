package import Engine
package import Foundation
package import Logging
package import Promotion
import Synchronization
package import Webhooks

/// Takes deliveries in, once each, and has what they name looked at afterwards.
///
/// Taking in is checking and noting only, so that senders have their answer at once; `run` does the rest.
package final class WebhookInbox: Sendable {
    /// What became of a request.
    enum Receipt: Hashable {
        /// By its number in the reports.
        case accepted(String)
        case duplicate
        case unknown
        case refused
        /// Too much waits already: the sender may come again.
        case full
    }

    private struct Item: Sendable {
        let id: String
        let webhook: String
        let receiver: WebhookReceiver
        let request: WebhookRequest
    }

    private struct State {
        var seen = SeenDeliveries()
        var waitingBytes = 0
        var received = 0
        var reports: [WebhookReport] = []
        var counts: [String: WebhookCounts] = [:]
    }

    /// Bodies that wait to be read, in bytes.
    static let waitingLimit = 16 << 20
    /// Deliveries that the reports go back.
    static let reportLimit = 100

    private let receivers: @Sendable () -> [String: WebhookReceiver]
    private let hasten: @Sendable (Set<Hint>) async -> Hastened
    private let issuerKeys: @Sendable (_ url: String, _ id: String) async -> IssuerKeys
    private let now: @Sendable () -> Date
    private let log: Logger
    private let state = Mutex(State())
    private let waiting: AsyncStream<Item>
    private let waitingEnd: AsyncStream<Item>.Continuation

    /// - Parameters:
    ///   - receivers: by name, as they are configured now.
    ///   - hasten: brings forward what hints name, and says what that is.
    ///   - issuerKeys: the keys at an address, with the one of this id if it can be had.
    package init(
        receivers: @escaping @Sendable () -> [String: WebhookReceiver],
        hasten: @escaping @Sendable (Set<Hint>) async -> Hastened,
        issuerKeys: @escaping @Sendable (_ url: String, _ id: String) async -> IssuerKeys = { _, _ in .none },
        now: @escaping @Sendable () -> Date = { Date() },
        log: Logger
    ) {
        self.receivers = receivers
        self.hasten = hasten
        self.issuerKeys = issuerKeys
        self.now = now
        self.log = log
        (waiting, waitingEnd) = AsyncStream<Item>.makeStream(bufferingPolicy: .bufferingOldest(4096))
    }

    func knows(_ webhook: String) -> Bool { receivers()[webhook] != nil }

    /// Checks a request and puts it in line. Nothing of its body is parsed here.
    func take(_ request: WebhookRequest, for webhook: String) async -> Receipt {
        guard let receiver = receivers()[webhook] else { return .unknown }
        var keys = IssuerKeys.none
        if let needed = receiver.neededKey(for: request) { keys = await issuerKeys(needed.url, needed.id) }
        let now = now()
        let verdict = receiver.verdict(on: request, now: now, keys: keys)
        return state.withLock { state in
            guard case .authentic(let keys) = verdict else {
                state.counts[webhook, default: WebhookCounts()].refused += 1
                return .refused
            }
            guard state.seen.isFirst(keys, of: webhook, now: now) else {
                state.counts[webhook, default: WebhookCounts()].repeated += 1
                return .duplicate
            }
            state.received += 1
            let item = Item(id: String(state.received), webhook: webhook, receiver: receiver, request: request)
            guard state.waitingBytes + request.body.count <= Self.waitingLimit, case .enqueued = waitingEnd.yield(item)
            else {
                state.seen.forget(keys, of: webhook)
                return .full
            }
            state.waitingBytes += request.body.count
            state.counts[webhook, default: WebhookCounts()].accepted += 1
            return .accepted(item.id)
        }
    }

    /// Reads what was taken in, one after the other, until the task is cancelled. Nothing is taken in any more then.
    package func run() async {
        for await item in waiting { await read(item) }
    }

    /// Reads the next so many.
    func read(_ count: Int) async {
        var waiting = waiting.makeAsyncIterator()
        for _ in 0..<count {
            if let item = await waiting.next() { await read(item) }
        }
    }

    private func read(_ item: Item) async {
        let outcome = await process(item)
        let report = WebhookReport(
            id: item.id, webhook: item.webhook, at: now(), hints: outcome.hints, outcome: outcome.sentence)
        state.withLock { state in
            state.waitingBytes -= item.request.body.count
            state.reports.append(report)
            if state.reports.count > Self.reportLimit { state.reports.removeFirst() }
        }
        log.debug("a webhook was read", metadata: ["webhook": "\(item.webhook)", "outcome": "\(outcome.sentence)"])
    }

    private func process(_ item: Item) async -> (hints: [String], sentence: String) {
        let reading: WebhookReceiver.Reading
        do throws(Problem) {
            reading = try item.receiver.read(item.request)
        } catch {
            return ([], error.description)
        }
        // A delivery that only its body names may have come before with another one around it.
        if let key = reading.key {
            let now = now()
            guard state.withLock({ $0.seen.isFirst([key], of: item.webhook, now: now) }) else {
                return ([], "It came before.")
            }
        }
        let hints = reading.hints.map(\.description).sorted()
        let leftOut = reading.leftOut == 0 ? "" : " \(reading.leftOut) more were left out: not allowed, or too many."
        guard !hints.isEmpty else {
            return (
                [], reading.leftOut == 0 ? "It names nothing that can be looked at." : "It names nothing." + leftOut
            )
        }
        let hastened = await hasten(reading.hints)
        return (hints, hastened.sentence + leftOut)
    }

    /// Every webhook by name, with its last deliveries, the newest first.
    package func overview() -> [WebhookBody] {
        let receivers = receivers()
        return state.withLock { state in
            receivers.sorted { $0.key < $1.key }.map { name, receiver in
                WebhookBody(
                    name: name, kind: receiver.kind.rawValue, counts: state.counts[name] ?? WebhookCounts(),
                    deliveries: state.reports.reversed().filter { $0.webhook == name })
            }
        }
    }
}

extension Hastened {
    /// What was brought forward, for people.
    var sentence: String {
        let parts =
            (scans.isEmpty ? [] : ["scans of \(scans.joined(separator: ", "))"])
            + (looks.isEmpty ? [] : ["looks at \(looks.joined(separator: ", "))"])
            + (follows.isEmpty ? [] : ["the merge requests of \(follows.joined(separator: ", "))"])
        return parts.isEmpty ? "Nothing here watches that." : "Brought forward: \(parts.joined(separator: "; "))."
    }
}
