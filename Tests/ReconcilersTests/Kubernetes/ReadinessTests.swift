import Manifests
import Promotion
import Testing

@testable import Reconcilers

@Suite("How far an object in the cluster is")
struct ReadinessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let object: String
        let wanted: Readiness

        init(_ description: String, _ object: String, _ wanted: Readiness) {
            testDescription = description
            self.object = object
            self.wanted = wanted
        }
    }

    private static func deployment(_ status: String, generation: Int = 2) -> String {
        """
        { apiVersion: apps/v1, kind: Deployment, metadata: { name: d, generation: \(generation) },
          spec: { replicas: 3 }, status: { \(status) } }
        """
    }

    private static let healthy =
        "observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3"
    private static let rolledOut = "{ type: Progressing, status: 'True', reason: NewReplicaSetAvailable }"
    private static let rolling = "{ type: Progressing, status: 'True', reason: ReplicaSetUpdated }"
    private static let unavailable = "{ type: Available, status: 'False', reason: R, message: not enough }"

    static let deployments = [
        Case("healthy", deployment("\(healthy), conditions: [\(rolledOut)]"), .ready),
        Case("no status", deployment(""), .inProgress("its controller has not seen it yet")),
        Case(
            "a status of the specification before", deployment(healthy, generation: 3),
            .inProgress("its controller has not seen its newest specification yet")),
        Case(
            "updating", deployment("observedGeneration: 2, replicas: 3, updatedReplicas: 1"),
            .inProgress("1 of 3 replicas are updated")),
        Case(
            "old replicas", deployment("observedGeneration: 2, replicas: 4, updatedReplicas: 3, availableReplicas: 3"),
            .inProgress("1 old replicas are still there")),
        Case(
            "not available yet",
            deployment(
                "observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 1, conditions: [\(rolling), \(unavailable)]"
            ),
            .inProgress("1 of 3 replicas are available; R: not enough")),
        Case(
            "not available any more",
            deployment(
                "observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 1, conditions: [\(rolledOut)]"
            ),
            .degraded("1 of 3 replicas are available")),
        Case(
            "given up",
            deployment(
                "\(healthy), conditions: [{ type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: 'too\nlong' }]"
            ), .failed("ProgressDeadlineExceeded: too long")),
        Case(
            "being deleted",
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { deletionTimestamp: now }, status: { \(healthy) } }",
            .inProgress("is being deleted")),
        Case(
            "no replicas wanted",
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { generation: 1 }, spec: { replicas: 0 }, status: { observedGeneration: 1 } }",
            .ready),
    ]

    private static func stateful(_ status: String, spec: String = "replicas: 3") -> String {
        "{ apiVersion: apps/v1, kind: StatefulSet, metadata: { generation: 1 }, spec: { \(spec) }, status: { \(status) } }"
    }

    static let others = [
        Case("stateful, no status", stateful(""), .inProgress("its controller has not seen it yet")),
        Case(
            "stateful, starting", stateful("observedGeneration: 1, replicas: 1, readyReplicas: 1"),
            .inProgress("1 of 3 replicas are there")),
        Case(
            "stateful, not ready", stateful("observedGeneration: 1, replicas: 3, readyReplicas: 2"),
            .inProgress("2 of 3 replicas are ready")),
        Case(
            "stateful, rolling",
            stateful(
                "observedGeneration: 1, replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b"
            ),
            .inProgress("1 of 3 replicas are updated")),
        Case(
            "stateful, ready",
            stateful("observedGeneration: 1, replicas: 3, readyReplicas: 3, currentRevision: b, updateRevision: b"),
            .ready),
        Case(
            "stateful, a part of it",
            stateful(
                "observedGeneration: 1, replicas: 3, readyReplicas: 3, updatedReplicas: 1",
                spec: "replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } }"), .ready),
        Case(
            "stateful, on delete",
            stateful("observedGeneration: 1", spec: "replicas: 3, updateStrategy: { type: OnDelete }"), .ready),
        Case(
            "daemon, not everywhere",
            "{ apiVersion: apps/v1, kind: DaemonSet, status: { observedGeneration: 1, desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 1 } }",
            .inProgress("1 of 2 pods are updated")),
        Case(
            "daemon, everywhere",
            "{ apiVersion: apps/v1, kind: DaemonSet, status: { observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberReady: 1 } }",
            .ready),
        Case(
            "daemon, unseen", "{ apiVersion: apps/v1, kind: DaemonSet }",
            .inProgress("its controller has not seen it yet")),
        Case(
            "replica set that cannot make pods",
            "{ apiVersion: apps/v1, kind: ReplicaSet, status: { conditions: [ { type: ReplicaFailure, status: 'True', reason: FailedCreate } ] } }",
            .inProgress("FailedCreate")),
        Case(
            "job, running", "{ apiVersion: batch/v1, kind: Job, status: { active: 1 } }",
            .inProgress("0 of 1 pods have succeeded")),
        Case(
            "job, done",
            "{ apiVersion: batch/v1, kind: Job, status: { conditions: [ { type: Complete, status: 'True' } ] } }",
            .ready),
        Case(
            "job, failed",
            "{ apiVersion: batch/v1, kind: Job, status: { conditions: [ { type: Failed, status: 'True', reason: BackoffLimitExceeded } ] } }",
            .failed("BackoffLimitExceeded")),
        Case(
            "pod, ready",
            "{ apiVersion: v1, kind: Pod, status: { phase: Running, conditions: [ { type: Ready, status: 'True' } ] } }",
            .ready),
        Case(
            "pod, crashing",
            "{ apiVersion: v1, kind: Pod, status: { phase: Running, containerStatuses: [ { state: { waiting: { reason: CrashLoopBackOff } } } ] } }",
            .failed("its container crashes again and again")),
        Case(
            "pod, no place for it",
            "{ apiVersion: v1, kind: Pod, status: { phase: Pending, conditions: [ { type: PodScheduled, status: 'False', reason: Unschedulable, message: no nodes } ] } }",
            .inProgress("Unschedulable: no nodes")),
        Case(
            "pod, pulling",
            "{ apiVersion: v1, kind: Pod, status: { phase: Pending, containerStatuses: [ { state: { waiting: { reason: ImagePullBackOff } } } ] } }",
            .inProgress("it waits: ImagePullBackOff")),
        Case(
            "pod, gone wrong", "{ apiVersion: v1, kind: Pod, status: { phase: Failed, message: evicted } }",
            .failed("evicted")),
        Case(
            "claim, pending", "{ apiVersion: v1, kind: PersistentVolumeClaim, status: { phase: Pending } }",
            .inProgress("it is not bound yet")),
        Case("claim, bound", "{ apiVersion: v1, kind: PersistentVolumeClaim, status: { phase: Bound } }", .ready),
        Case("service", "{ apiVersion: v1, kind: Service, spec: { type: ClusterIP } }", .ready),
        Case(
            "service, without its balancer",
            "{ apiVersion: v1, kind: Service, spec: { type: LoadBalancer }, status: { loadBalancer: {} } }",
            .inProgress("its load balancer has no address yet")),
        Case(
            "definition, established",
            "{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: { conditions: [ { type: Established, status: 'True' } ] } }",
            .ready),
        Case(
            "definition, name taken",
            "{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, status: { conditions: [ { type: NamesAccepted, status: 'False', reason: Conflict } ] } }",
            .failed("Conflict")),
        Case("a kind that says nothing", "{ apiVersion: v1, kind: ConfigMap }", .ready),
        Case(
            "a kind of somebody's, not ready",
            "{ apiVersion: example.com/v1, kind: Deployment, status: { conditions: [ { type: Ready, status: Unknown, message: busy } ] } }",
            .inProgress("busy")),
        Case(
            "a kind of somebody's, being reconciled",
            "{ apiVersion: example.com/v1, kind: X, status: { conditions: [ { type: Reconciling, status: 'True', reason: Working }, { type: Ready, status: 'True' } ] } }",
            .inProgress("Working")),
        Case(
            "a kind of somebody's, stalled",
            "{ apiVersion: example.com/v1, kind: X, status: { conditions: [ { type: Stalled, status: 'True', reason: Never } ] } }",
            .failed("Never")),
    ]

    @Test("by the rules of kstatus", arguments: deployments + others)
    func readiness(_ each: Case) throws {
        let object = Unstructured(yaml: try YAMLTree.parse(Array(each.object.utf8), file: "object"))
        #expect(Readiness(of: object) == each.wanted)
    }

    @Test("of many the worst is told, at most three of them")
    func worst() {
        typealias Member = (title: String, readiness: Readiness?)
        #expect(Kubernetes.slowest([(title: "a", readiness: .ready)]) == nil)
        let pending = [Member](repeating: (title: "p", readiness: .inProgress("slow")), count: 5)
        let missing: [Member] = [(title: "x", readiness: nil)]
        let failed: [Member] = [(title: "f", readiness: .failed("no"))]
        let ill: [Member] = [(title: "d", readiness: .degraded("ill"))]
        #expect(
            Kubernetes.slowest(pending + missing) == .progressing(reason: "p: slow; p: slow; p: slow; and 3 more"))
        #expect(Kubernetes.slowest(pending + failed) == .failed(reason: "f: no"))
        #expect(
            Kubernetes.slowest(missing + ill)
                == .degraded(reason: "x was deleted, or taken over by somebody; d: ill"))
    }
}
