import PortsTestKit
import Promotion
import Testing

@testable import Reconcilers

@Suite("What an Argo CD application shows, in every order in which it can lie")
struct VerdictTests {
    /// What is to be said: the kind, and a part of its reason.
    enum Wanted: Sendable {
        case live(CommitID)
        case progressing(String)
        case waiting(String)
        case degraded(String)
        case failed(String)
        case stale
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var wanted: Wanted
        var change: @Sendable (inout Sample.Parts) -> Void
        var testDescription: String { name }

        init(_ name: String, _ wanted: Wanted, _ change: @escaping @Sendable (inout Sample.Parts) -> Void = { _ in }) {
            self.name = name
            self.wanted = wanted
            self.change = change
        }
    }

    static let other = Sample.other.hex
    static let cases = [
        Case("synced, healthy, at the revision", .live(Sample.wanted)),
        Case("at a descendant", .live(Sample.descendant)) {
            $0.compared = Sample.descendant.hex
            $0.operated = Sample.descendant.hex
        },
        Case("synced by nobody at all", .live(Sample.wanted)) { $0.phase = nil },
        Case("seen in the second of the sync's end", .live(Sample.wanted)) { $0.reconciledAt = $0.finishedAt },
        // 1. Operations
        Case("healthy, and an operation is asked for", .progressing("syncing")) {
            $0.asked = ("sluice", Sample.wanted.hex, true)
            $0.phase = nil
        },
        Case(
            "healthy, and another's operation is asked for", .waiting("another operation is under way, started by bob")
        ) {
            $0.asked = ("bob", Self.other, false)
            $0.phase = nil
        },
        Case("healthy, and auto-sync brings another revision", .waiting("started by auto-sync")) {
            $0.asked = (nil, Self.other, false)
        },
        Case("healthy, and the sync is running", .progressing("waiting for hook")) {
            $0.phase = "Running"
            $0.finishedAt = nil
            $0.message = "waiting for hook"
        },
        Case("healthy, and the sync says Succeeded without an end", .progressing("syncing")) { $0.finishedAt = nil },
        Case("running, though it has an end", .progressing("syncing")) { $0.phase = "Running" },
        Case("being terminated", .progressing("syncing")) { $0.phase = "Terminating" },
        Case("a try of somebody's has failed", .live(Sample.wanted)) {
            $0.phase = "Failed"
            $0.isDryRun = true
        },
        Case("the sync has failed", .failed("Deployment api: ImagePullBackOff")) {
            $0.phase = "Failed"
            $0.failing = [.init(kind: "Deployment", name: "api", status: "SyncFailed", message: "ImagePullBackOff")]
        },
        Case("a hook has failed", .failed("Job migrate: exit code 1")) {
            $0.phase = "Error"
            $0.failing = [.init(kind: "Job", name: "migrate", hookPhase: "Failed", message: "exit code 1")]
        },
        Case("auto-sync to a descendant has failed", .failed("one or more")) {
            $0.phase = "Failed"
            $0.isOurs = false
            $0.operated = Sample.descendant.hex
            $0.message = "one or more objects failed"
        },
        Case("another's sync to another revision has failed", .live(Sample.wanted)) {
            $0.phase = "Failed"
            $0.isOurs = false
            $0.operated = Self.other
        },
        // 2. The revision
        Case("healthy at the former revision", .waiting("compared at ffffffffff, not at aaaaaaaaaa")) {
            $0.compared = Self.other
            $0.isOurs = false
            $0.operated = Self.other
        },
        Case("synced by us, and compared at another revision", .progressing("compared at ffffffffff")) {
            $0.compared = Self.other
        },
        Case("compared with nothing yet", .waiting("not compared")) {
            $0.compared = nil
            $0.phase = nil
        },
        Case("compared with a chart's version", .waiting("1.2.3")) {
            $0.compared = "1.2.3"
            $0.phase = nil
        },
        // 3. Conditions
        Case("healthy, and Argo CD cannot compare", .progressing("ComparisonError repository not found")) {
            $0.condition = ("ComparisonError", "repository\nnot found")
        },
        Case("healthy, and the application is wrong", .progressing("InvalidSpecError")) {
            $0.condition = ("InvalidSpecError", "no such project")
        },
        Case("healthy, with a warning", .live(Sample.wanted)) { $0.condition = ("OrphanedResourceWarning", "one") },
        // 4. When it was seen
        Case("healthy as seen before the sync's end", .stale) { $0.reconciledAt = "2026-11-29T12:00:04Z" },
        Case("healthy as seen at no time", .stale) { $0.reconciledAt = nil },
        Case("degraded as seen before the sync's end", .stale) {
            $0.reconciledAt = "2026-11-29T12:00:04Z"
            $0.health = "Degraded"
        },
        // 5. Sync and health
        Case("healthy, and out of sync", .waiting("OutOfSync at aaaaaaaaaa: Deployment api")) {
            $0.sync = "OutOfSync"
            $0.phase = nil
            $0.resources = [.init(kind: "Deployment", name: "api", status: "OutOfSync")]
        },
        Case("healthy, and out of sync after our sync", .progressing("OutOfSync")) { $0.sync = "OutOfSync" },
        Case("healthy, and still out of sync 299 s after our sync", .progressing("OutOfSync")) {
            $0.sync = "OutOfSync"
            $0.reconciledAt = "2026-11-29T12:05:04Z"
        },
        Case("healthy, out of sync 300 s after our sync", .degraded("OutOfSync at aaaaaaaaaa, and was synced 300 s")) {
            $0.sync = "OutOfSync"
            $0.reconciledAt = "2026-11-29T12:05:05Z"
        },
        Case("healthy, and sync unknown", .progressing("Unknown")) { $0.sync = "Unknown" },
        Case("progressing", .progressing("Progressing")) { $0.health = "Progressing" },
        Case("suspended", .progressing("Suspended")) { $0.health = "Suspended" },
        Case("missing", .degraded("Missing")) { $0.health = "Missing" },
        Case("of unknown health", .progressing("Unknown")) { $0.health = "Unknown" },
        Case("degraded", .degraded("Deployment api: 1 of 3 pods; and 2 more")) {
            $0.health = "Degraded"
            $0.resources = Array(
                repeating: .init(
                    kind: "Deployment", name: "api", health: .init(status: "Degraded", message: "1 of 3 pods")),
                count: 5)
        },
        Case("healthy, and being deleted", .waiting("being deleted")) { $0.isDeleting = true },
    ]

    @Test("is live only when all five parts of the rule hold", arguments: Self.cases)
    func verdict(_ tested: Case) throws {
        let look = try Sample.look(tested.change)
        let seen = look.verdict
        let kept = ApplicationLook(
            application: look.application.abridged, promotion: look.promotion, wanted: look.wanted, places: look.places,
            carriers: look.carriers)
        #expect(kept.verdict == seen, "what a watch keeps of it says the same")
        switch (seen, tested.wanted) {
        case (.live(let commit), .live(let wanted)): #expect(commit == wanted)
        case (.progressing(let text), .progressing(let part)), (.waiting(let text), .waiting(let part)),
            (.degraded(let text), .degraded(let part)), (.failed(let text), .failed(let part)):
            #expect(text.contains(part), "\(text)")
            #expect(text.contains("shop"), "\(text)")
        case (.stale, .stale): break
        default: Issue.record("\(seen) instead of \(tested.wanted)")
        }
    }

    @Test("of any two lies at once none makes it live")
    func pairs() throws {
        let lies = Self.cases.filter { if case .live = $0.wanted { false } else { true } }
        for first in lies {
            for second in lies {
                let seen = try Sample.look {
                    first.change(&$0)
                    second.change(&$0)
                }.verdict
                if case .live = seen { Issue.record("\(first.name), then \(second.name)") }
            }
        }
    }

    @Test("what others write is capped and on one line")
    func caps() throws {
        let long = String(repeating: "x\n", count: 100_000)
        let seen = try Sample.look {
            $0.phase = "Failed"
            $0.message = long
            $0.failing = Array(repeating: .init(kind: long, name: long, status: "SyncFailed", message: long), count: 50)
        }.verdict
        guard case .failed(let text) = seen else {
            Issue.record("\(seen)")
            return
        }
        #expect(text.count < 2000 && !text.contains("\n"))
        #expect(text.hasSuffix("and 47 more"))
    }

    @Test("of several applications the slowest one's reason is told")
    func slowest() {
        let live = Verdict.live(Sample.wanted)
        let cases: [([Verdict], Observation)] = [
            ([live, live], .live(at: Sample.wanted)),
            ([.live(Sample.descendant), .live(Sample.descendant)], .live(at: Sample.descendant)),
            ([live, .live(Sample.descendant)], .live(at: Sample.wanted)),
            ([live, .progressing("b")], .progressing(reason: "b")),
            ([.stale("a"), live], .progressing(reason: "a")),
            ([.progressing("a"), .waiting("b"), .waiting("c")], .waiting(reason: "b (and 1 more)")),
            ([.waiting("a"), .degraded("b")], .degraded(reason: "b")),
            ([.degraded("a"), .failed("b"), live], .failed(reason: "b")),
        ]
        for (verdicts, observation) in cases {
            #expect(ArgoCD.slowest(verdicts, wanted: Sample.wanted) == observation)
        }
    }
}
