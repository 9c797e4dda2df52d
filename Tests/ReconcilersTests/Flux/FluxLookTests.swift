import Promotion
import Testing

@testable import Reconcilers

@Suite("When Flux has a promotion live")
struct FluxLookTests {
    static let wanted = CommitID(hex: String(repeating: "a", count: 40))
    static let descendant = CommitID(hex: String(repeating: "b", count: 40))
    static let older = CommitID(hex: String(repeating: "0", count: 40))

    /// A Kustomization as its controller leaves it when all is well, changed for one case.
    static func kustomization(_ change: (inout Unstructured) -> Void = { _ in }) -> Unstructured {
        var object: Unstructured = [
            "kind": "Kustomization",
            "metadata": [
                "name": "apps", "namespace": "flux-system", "generation": 2,
                "annotations": ["reconcile.fluxcd.io/requestedAt": "t1"],
            ],
            "spec": ["sourceRef": ["kind": "GitRepository", "name": "repo"]],
            "status": [
                "observedGeneration": 2, "lastAppliedRevision": "main@sha1:\(wanted)",
                "lastAttemptedRevision": "main@sha1:\(wanted)", "lastHandledReconcileAt": "t1",
                "conditions": [
                    ["type": "Ready", "status": "True", "reason": "ReconciliationSucceeded", "observedGeneration": 2]
                ],
            ],
        ]
        change(&object)
        return object
    }

    static func ready(_ status: String, _ reason: String, _ message: String = "", generation: Int = 2) -> Unstructured {
        [
            "type": "Ready", "status": .string(status), "reason": .string(reason), "message": .string(message),
            "observedGeneration": .integer(generation),
        ]
    }

    static func look(_ object: Unstructured?, source: Unstructured? = nil) -> FluxLook {
        FluxLook(
            kustomizationName: FluxName(namespace: "flux-system", name: "apps"), source: source.map { FluxObject($0) },
            kustomization: object.map { FluxObject($0) }, requestedAt: "t1")
    }

    static func verdict(_ look: FluxLook) -> Observation {
        look.observation(carrying: look.commits.intersection([wanted, descendant]), wanted: wanted)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout Unstructured) -> Void
        /// `live`, or how the reason begins behind the observation's name.
        let wanted: String
    }

    static let cases = [
        Case(testDescription: "all is well", change: { _ in }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "the old way to write a revision",
            change: { $0["status"]?["lastAppliedRevision"] = .string("main/\(wanted)") }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "a descendant is applied",
            change: { $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(descendant)") },
            wanted: "live bbbbbbbbbb"),
        Case(
            testDescription: "an image that was made from the commit",
            change: {
                $0["status"]?["lastAppliedRevision"] = "latest@sha256:1234"
                $0["status"]?["lastAppliedOriginRevision"] = .string("main@sha1:\(wanted)")
            }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "another commit is applied, though this one was attempted",
            change: { $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(older)") },
            wanted:
                "progressing Kustomization flux-system/apps has not applied aaaaaaaaaa yet, it is at main@0000000000"),
        Case(
            testDescription: "nothing was applied, and Ready says so at once",
            change: { $0["status"]?["lastAppliedRevision"] = nil },
            wanted: "progressing Kustomization flux-system/apps has not applied aaaaaaaaaa yet, nothing is applied yet"),
        Case(
            testDescription: "a specification that nobody has seen yet",
            change: { $0["metadata"]?["generation"] = 3 },
            wanted: "progressing Kustomization flux-system/apps: its controller has not seen its newest specification"),
        Case(
            testDescription: "a Ready of the specification before",
            change: { $0["status"]?["conditions"] = [ready("True", "ReconciliationSucceeded", generation: 1)] },
            wanted: "progressing Kustomization flux-system/apps is not Ready yet"),
        Case(
            testDescription: "no Ready at all", change: { $0["status"]?["conditions"] = [] },
            wanted: "progressing Kustomization flux-system/apps is not Ready yet"),
        Case(
            testDescription: "Ready of the round before, while another one runs",
            change: {
                $0["status"]?["conditions"] = [
                    ready("True", "ReconciliationSucceeded"),
                    ["type": "Reconciling", "status": "True", "reason": "Progressing", "message": "Building"],
                ]
            }, wanted: "progressing Kustomization flux-system/apps is being reconciled: Progressing: Building"),
        Case(
            testDescription: "the request was not taken up",
            change: { $0["status"]?["lastHandledReconcileAt"] = "t0" },
            wanted: "progressing Kustomization flux-system/apps: its controller has not taken up the request of t1"),
        Case(
            testDescription: "somebody asked after us, and that was taken up",
            change: {
                $0["metadata"]?["annotations"] = ["reconcile.fluxcd.io/requestedAt": "t2"]
                $0["status"]?["lastHandledReconcileAt"] = "t2"
            }, wanted: "live aaaaaaaaaa"),
        Case(
            testDescription: "suspended", change: { $0["spec"]?["suspend"] = true },
            wanted:
                "waiting Kustomization flux-system/apps is suspended: `flux resume kustomization apps -n flux-system`"),
        Case(
            testDescription: "being deleted",
            change: { $0["metadata"]?["deletionTimestamp"] = "2026-11-29T00:00:00Z" },
            wanted: "waiting Kustomization flux-system/apps is being deleted"),
        Case(
            testDescription: "applied before, and not healthy now",
            change: {
                $0["status"]?["conditions"] = [ready("False", "HealthCheckFailed", "timeout waiting for:\n Deployment")]
            },
            wanted: "degraded Kustomization flux-system/apps: HealthCheckFailed: timeout waiting for: Deployment"),
        Case(
            testDescription: "this commit was attempted and does not build",
            change: {
                $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(older)")
                $0["status"]?["conditions"] = [ready("False", "BuildFailed", "no such file")]
            }, wanted: "degraded Kustomization flux-system/apps: BuildFailed: no such file"),
        Case(
            testDescription: "another commit was attempted and failed",
            change: {
                $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(older)")
                $0["status"]?["lastAttemptedRevision"] = .string("main@sha1:\(older)")
                $0["status"]?["conditions"] = [ready("False", "PruneFailed", "forbidden")]
            },
            wanted:
                "progressing Kustomization flux-system/apps has not applied aaaaaaaaaa yet, it is at main@0000000000; "
                + "PruneFailed: forbidden"),
        Case(
            testDescription: "stalled at this commit",
            change: {
                $0["status"]?["conditions"] = [
                    ["type": "Stalled", "status": "True", "reason": "R", "message": "never"]
                ]
            }, wanted: "failed Kustomization flux-system/apps is stalled: R: never"),
        Case(
            testDescription: "stalled since before the request",
            change: {
                $0["status"]?["lastHandledReconcileAt"] = "t0"
                $0["status"]?["conditions"] = [["type": "Stalled", "status": "True", "reason": "R"]]
            }, wanted: "progressing Kustomization flux-system/apps: its controller has not taken up"),
        Case(
            testDescription: "stalled at another commit",
            change: {
                $0["status"]?["lastAttemptedRevision"] = .string("main@sha1:\(older)")
                $0["status"]?["lastAppliedRevision"] = nil
                $0["status"]?["conditions"] = [["type": "Stalled", "status": "True", "reason": "R"]]
            }, wanted: "progressing Kustomization flux-system/apps is stalled: R"),
        Case(
            testDescription: "no status at all", change: { $0["status"] = nil },
            wanted: "progressing Kustomization flux-system/apps: its controller has not seen"),
    ]

    @Test("by what its Kustomization says", arguments: cases)
    func kustomization(_ each: Case) {
        let seen = Self.verdict(Self.look(Self.kustomization(each.change)))
        #expect(seen.told.hasPrefix(each.wanted), "\(seen.told)")
    }

    @Test("a Kustomization that is missing is waited for")
    func missing() {
        #expect(Self.verdict(Self.look(nil)).told == "waiting there is no Kustomization flux-system/apps")
    }

    @Test("what a message says is capped")
    func capped() {
        let object = Self.kustomization {
            $0["status"]?["conditions"] = [
                Self.ready("False", "HealthCheckFailed", String(repeating: "x", count: 100_000))
            ]
        }
        #expect(Self.verdict(Self.look(object)).told.count < 500)
    }

    @Test(
        "while the commit is not applied the source's state is told",
        arguments: [
            (
                "False", "AuthenticationFailed", false,
                "progressing GitRepository flux-system/repo does not get aaaaaaaaaa, it has main@0000000000; AuthenticationFailed: no key"
            ),
            (
                "True", "Succeeded", false,
                "progressing GitRepository flux-system/repo has not fetched aaaaaaaaaa yet, it has main@0000000000"
            ),
            (
                "True", "Succeeded", true,
                "waiting GitRepository flux-system/repo is suspended: `flux resume source git repo"
            ),
        ])
    func source(status: String, reason: String, isSuspended: Bool, wanted: String) {
        let object = Self.kustomization { $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(Self.older)") }
        let source: Unstructured = [
            "kind": "GitRepository", "metadata": ["name": "repo", "namespace": "flux-system", "generation": 1],
            "spec": ["suspend": .boolean(isSuspended)],
            "status": [
                "observedGeneration": 1, "artifact": ["revision": .string("main@sha1:\(Self.older)")],
                "conditions": [Self.ready(status, reason, "no key", generation: 1)],
            ],
        ]
        #expect(Self.verdict(Self.look(object, source: source)).told.hasPrefix(wanted))
    }

    @Test("a chain of dependencies is told to its end")
    func dependencies() {
        func waiting(_ name: String, on other: String, _ condition: Unstructured) -> Unstructured {
            Self.kustomization {
                $0["metadata"]?["name"] = .string(name)
                $0["spec"]?["dependsOn"] = [["name": .string(other)]]
                $0["status"]?["lastAppliedRevision"] = .string("main@sha1:\(Self.older)")
                $0["status"]?["conditions"] = [condition]
            }
        }
        let blocked = Self.ready("False", "DependencyNotReady", "dependency 'flux-system/x' is not ready")
        var look = Self.look(waiting("apps", on: "base", blocked))
        look.dependencies = [
            "Kustomization flux-system/base": FluxObject(waiting("base", on: "crds", blocked)),
            "Kustomization flux-system/crds": FluxObject(
                waiting("crds", on: "apps", Self.ready("False", "HealthCheckFailed", "no memory"))),
            // A circle, which must end.
            "Kustomization flux-system/apps": FluxObject(waiting("apps", on: "base", blocked)),
        ]
        #expect(look.isBlockedByDependency)
        #expect(
            Self.verdict(look).told
                == "progressing Kustomization flux-system/apps: DependencyNotReady: dependency 'flux-system/x' is not ready; "
                + "Kustomization flux-system/base: DependencyNotReady: dependency 'flux-system/x' is not ready; "
                + "Kustomization flux-system/crds: HealthCheckFailed: no memory")
    }
}

extension Observation {
    /// What is seen and why, on one line.
    var told: String {
        switch self {
        case .waiting(let reason): "waiting \(reason)"
        case .progressing(let reason): "progressing \(reason)"
        case .live(let commit, _): "live \(commit.short)"
        case .degraded(let reason): "degraded \(reason)"
        case .failed(let reason): "failed \(reason)"
        }
    }
}
