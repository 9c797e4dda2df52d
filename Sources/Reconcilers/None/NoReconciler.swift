package import Promotion

/// Nobody is asked: what is on the branch counts as live.
package struct NoReconciler: Reconciler {
    package init() {}

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        HandOffReceipt("nobody is asked", settled: .live(at: request.revision))
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        .live(at: request.revision)
    }
}
