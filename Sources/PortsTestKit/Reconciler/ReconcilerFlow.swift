import Foundation
package import Promotion

/// What it takes beside a reconciler to walk through everything that Sluice asks of one.
package protocol ReconcilerHands: Sendable {
    var reconciler: any Reconciler { get }
    /// What is handed off, one after the other: at least one.
    var orders: [HandOff] { get }

    /// Somebody changes what is live, behind the reconciler's back; false where nobody may.
    func change() async throws -> Bool
    /// What of the former orders is still there, though the last does not declare it; nil where that cannot be told.
    func leftovers() async throws -> [String]?
    /// Returns when it is time for the next look; throws where it was looked at often enough.
    func wait(for what: String) async throws
}

extension ReconcilerHands {
    package func change() async throws -> Bool { false }
    package func leftovers() async throws -> [String]? { nil }
}

/// A promotion's way from the hand-off to live, and what may befall it there, in steps that build on each other.
///
/// `scripts/trial reconciler` walks them at a live system, and the port's conformance suite with every adapter.
package struct ReconcilerFlow: Sendable {
    private let hands: any ReconcilerHands
    private let report: @Sendable (_ step: String) -> Void

    /// - Parameter report: told of each step that is done.
    package init(_ hands: any ReconcilerHands, report: @escaping @Sendable (_ step: String) -> Void = { _ in }) {
        self.hands = hands
        self.report = report
    }

    /// Throws where a step does not end as it should.
    package func walk() async throws {
        let first = try require(hands.orders.first, "There is something to hand off")
        let before = try await hands.reconciler.observe(first, receipt: nil)
        report("looked before anybody had asked: \(before.words)")
        for order in hands.orders { try await handOff(order) }
        if let left = try await hands.leftovers() {
            try require(left, is: [], "What is not declared any more is deleted")
            report("deleted what \(hands.orders[hands.orders.count - 1].revision.short) does not declare any more")
        }
        try await drift(hands.orders[hands.orders.count - 1])
    }

    private func handOff(_ order: HandOff) async throws {
        let receipt = try await hands.reconciler.request(order)
        // As after a crash: what was kept is all that is known.
        let kept = try JSONDecoder().decode(HandOffReceipt.self, from: JSONEncoder().encode(receipt))
        report("asked for \(order.revision.short)")
        report(try await follow(order, kept))
        let again = try await hands.reconciler.request(order)
        _ = try await follow(order, again)
        report("asked for it once more, and it is live still")
    }

    /// Until it is live; answers what was seen then.
    private func follow(_ order: HandOff, _ receipt: HandOffReceipt) async throws -> String {
        while true {
            let seen =
                if let settled = receipt.settled { settled } else {
                    try await hands.reconciler.observe(order, receipt: receipt)
                }
            switch seen {
            case .live: return seen.words
            case .failed: throw ConformanceFailure("What was handed off becomes live", seen: seen.words)
            case .waiting, .progressing, .degraded: try await hands.wait(for: seen.words)
            }
        }
    }

    private func drift(_ order: HandOff) async throws {
        guard try await hands.change() else { return report("nobody may change what is live: left out") }
        while true {
            let seen = try await hands.reconciler.observe(order, receipt: nil)
            if case .degraded = seen {
                report("noticed what somebody had changed: \(seen.words)")
                break
            }
            try await hands.wait(for: "that the change is noticed: \(seen.words)")
        }
        let receipt = try await hands.reconciler.request(order)
        _ = try await follow(order, receipt)
        report("put it right again")
    }
}

extension Observation {
    /// What is seen, for a person.
    package var words: String {
        switch self {
        case .waiting(let reason): "waits: \(reason)"
        case .progressing(let reason): "goes on: \(reason)"
        case .live(let commit, let evidence): "live at \(commit.short)" + (evidence.map { ", \($0)" } ?? "")
        case .degraded(let reason): "degraded: \(reason)"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}
