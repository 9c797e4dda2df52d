import Promotion
import Testing

@testable import Reconcilers

@Suite("When a HelmRelease has a promotion live")
struct FluxHelmTests {
    private static let wanted = FluxLookTests.wanted

    private static func release(_ change: (inout Unstructured) -> Void = { _ in }) -> Unstructured {
        var object: Unstructured = [
            "kind": "HelmRelease",
            "metadata": [
                "name": "api", "namespace": "payments", "generation": 4,
                "annotations": ["reconcile.fluxcd.io/requestedAt": "t1"],
            ],
            "spec": ["chart": ["spec": ["sourceRef": ["kind": "GitRepository", "name": "repo"]]]],
            "status": [
                "observedGeneration": 4, "lastAttemptedGeneration": 4, "lastHandledReconcileAt": "t1",
                "lastAttemptedRevision": .string("1.2.0+\(wanted.hex.prefix(12))"),
                "history": [
                    ["status": "deployed", "version": 7, "chartVersion": .string("1.2.0+\(wanted.hex.prefix(12))")],
                    ["status": "superseded", "version": 6, "chartVersion": "1.1.0+000000000000"],
                ],
                "conditions": [FluxLookTests.ready("True", "UpgradeSucceeded", generation: 4)],
            ],
        ]
        change(&object)
        return object
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout Unstructured) -> Void
        let wanted: String
    }

    static let both = [
        Case(testDescription: "all is well", change: { _ in }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "no status yet", change: { $0["status"] = nil },
            wanted: "progressing HelmRelease payments/api: its controller has not seen"),
        Case(
            testDescription: "the newest specification was seen, and not tried",
            change: { $0["status"]?["lastAttemptedGeneration"] = 3 },
            wanted: "progressing HelmRelease payments/api has not tried its newest specification yet"),
        Case(
            testDescription: "an upgrade that failed and is tried again",
            change: {
                $0["status"]?["conditions"] = [
                    FluxLookTests.ready("False", "UpgradeFailed", "context deadline exceeded", generation: 4)
                ]
            }, wanted: "degraded HelmRelease payments/api: UpgradeFailed: context deadline exceeded"),
        Case(
            testDescription: "no retries are left",
            change: {
                $0["status"]?["conditions"] = [
                    FluxLookTests.ready("False", "UpgradeFailed", "boom", generation: 4),
                    ["type": "Stalled", "status": "True", "reason": "RetriesExceeded", "message": "after 3 attempts"],
                ]
            }, wanted: "failed HelmRelease payments/api is stalled: RetriesExceeded: after 3 attempts"),
        Case(
            testDescription: "the newest release is not deployed, whatever Ready says",
            change: { $0["status"]?["history"] = [["status": "pending-upgrade", "chartVersion": "1.2.0"]] },
            wanted: "progressing HelmRelease payments/api: its newest release is pending-upgrade, not deployed"),
        Case(
            testDescription: "suspended", change: { $0["spec"]?["suspend"] = true },
            wanted: "waiting HelmRelease payments/api is suspended: `flux resume helmrelease api -n payments`"),
        Case(
            testDescription: "the request was not taken up",
            change: { $0["status"]?["lastHandledReconcileAt"] = "t0" },
            wanted: "progressing HelmRelease payments/api: its controller has not taken up the request"),
    ]

    @Test("beside the Kustomization that applies it", arguments: both)
    func beside(_ each: Case) {
        var look = FluxLookTests.look(FluxLookTests.kustomization())
        look.helmReleaseName = FluxName(namespace: "payments", name: "api")
        look.helmRelease = FluxObject(Self.release(each.change))
        let seen = FluxLookTests.verdict(look)
        #expect(seen.told.hasPrefix(each.wanted), "\(seen.told)")
    }

    @Test("a healthy one says nothing while its Kustomization has not applied the commit")
    func notApplied() {
        var look = FluxLookTests.look(
            FluxLookTests.kustomization {
                $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(FluxLookTests.older)")
            })
        look.helmReleaseName = FluxName(namespace: "payments", name: "api")
        look.helmRelease = FluxObject(Self.release())
        #expect(FluxLookTests.verdict(look).told.hasPrefix("progressing Kustomization"))
        look.helmRelease = nil
        look.kustomization = FluxObject(FluxLookTests.kustomization())
        #expect(FluxLookTests.verdict(look).told == "waiting there is no HelmRelease payments/api")
    }

    static let alone = [
        Case(testDescription: "the chart of this commit is deployed", change: { _ in }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "the chart of another commit is",
            change: { $0["status"]?["history"] = [["status": "deployed", "chartVersion": "1.1.0+000000000000"]] },
            wanted: "progressing HelmRelease payments/api has not released aaaaaaaaaa yet, it is at 0000000000"),
        Case(
            testDescription: "a chart whose version does not name its commit",
            change: { $0["status"]?["history"] = [["status": "deployed", "chartVersion": "1.1.0"]] },
            wanted: "waiting HelmRelease payments/api does not tell from which commit its chart 1.1.0 is"),
        Case(
            testDescription: "no release yet", change: { $0["status"]?["history"] = nil },
            wanted: "progressing HelmRelease payments/api has no release yet"),
        Case(
            testDescription: "the chart of this commit failed, and the former one was put back",
            change: {
                $0["status"]?["history"] = [["status": "deployed", "chartVersion": "1.1.0+000000000000"]]
                $0["status"]?["conditions"] = [
                    FluxLookTests.ready("False", "RollbackSucceeded", "to 1.1.0", generation: 4),
                    ["type": "Stalled", "status": "True", "reason": "RetriesExceeded"],
                ]
            }, wanted: "failed HelmRelease payments/api is stalled: RetriesExceeded"),
    ]

    @Test("with a chart of the branch itself", arguments: alone)
    func byItself(_ each: Case) {
        let look = FluxLook(
            helmReleaseName: FluxName(namespace: "payments", name: "api"),
            helmRelease: FluxObject(Self.release(each.change)), requestedAt: "t1")
        let seen = FluxLookTests.verdict(look)
        #expect(seen.told.hasPrefix(each.wanted), "\(seen.told)")
    }
}

@Suite("A revision as Flux writes it")
struct FluxRevisionTests {
    private static let hex = String(repeating: "0a", count: 20)

    @Test(
        "names its commit, or none",
        arguments: [
            ("main@sha1:\(hex)", true), ("main/\(hex)", true), ("sha1:\(hex)", true), (hex, true),
            ("feature/x@y@sha1:\(hex)", true), ("feature/x/\(hex)", true), ("v1.0.0@sha1:\(hex)", true),
            ("refs/heads/main@sha1:\(hex)", true), ("latest@sha256:\(hex)\(hex)", false), ("1.2.3+0a0a0a0a0a0a", false),
            ("main@sha1:0a0a", false), ("main@sha1:\(hex.uppercased())", false), ("", false), ("main", false),
            ("main@md5:\(hex)", false),
        ])
    func commit(text: String, isCommit: Bool) {
        #expect(FluxRevision.commit(text) == (isCommit ? CommitID(hex: Self.hex) : nil))
    }

    @Test(
        "of a chart only what Flux adds to its version",
        arguments: [
            ("1.2.3+0a0a0a0a0a0a", "0a0a0a0a0a0a"), ("1.2.3+0a0a0a0a0a0a.1", "0a0a0a0a0a0a"), ("1.2.3", nil),
            ("1.2.3+5", nil),
        ])
    func chart(version: String, wanted: String?) {
        #expect(FluxRevision.shortCommit(ofChart: version) == wanted)
    }
}
