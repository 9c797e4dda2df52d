import Foundation
import Promotion

/// One application as it was seen, and everything that is needed to say whether a promotion is live there. A value: whatever
/// had to be looked up was looked up before.
struct ApplicationLook: Sendable {
    let application: Application
    let promotion: PromotionID
    /// What the promotion wants.
    let wanted: CommitID
    let places: SourcePlaces
    /// The revisions that are `wanted`, or descendants of it that declare the same.
    let carriers: Set<String>

    /// What an operation carries of ours, as entries of its `info`: a promotion whose environment moved to another branch has
    /// another revision there.
    static func infos(_ promotion: PromotionID, _ wanted: CommitID) -> [(name: String, value: String)] {
        [("sluice.promotion", promotion.hex), ("sluice.revision", wanted.hex)]
    }

    /// Every revision that the application names, for the look-up of `carriers`.
    static func revisions(of application: Application, _ places: SourcePlaces) -> Set<String> {
        let status = application.status
        let state = status?.operationState
        let newest = status?.history?.max { ($0.id ?? 0) < ($1.id ?? 0) }
        let all =
            places.revisions(status?.sync?.revision, status?.sync?.revisions)
            + places.revisions(application.operation?.sync?.revision, application.operation?.sync?.revisions)
            + places.revisions(state?.operation?.sync?.revision, state?.operation?.sync?.revisions)
            + places.revisions(state?.syncResult?.revision, state?.syncResult?.revisions)
            + places.revisions(newest?.revision, newest?.revisions)
        return Set(all.filter(CommitID.isCommit))
    }

    var status: Application.Status? { application.status }
    var name: String { application.name }

    /// What the branch's state was compared at, one for each source that counts.
    var compared: [String] { places.revisions(status?.sync?.revision, status?.sync?.revisions) }

    func carries(_ revisions: [String]) -> Bool { !revisions.isEmpty && revisions.allSatisfy(carriers.contains) }

    func isOurs(_ operation: Application.Operation?) -> Bool {
        guard let found = operation?.info else { return false }
        return Self.infos(promotion, wanted).allSatisfy { wanted in
            found.contains { $0.name == wanted.name && $0.value == wanted.value }
        }
    }

    // MARK: Operations

    /// The operation that is asked for or under way; nil where all is quiet.
    var running: Application.Operation? {
        if let operation = application.operation { return operation }
        guard let state = status?.operationState, state.finishedAt?.date == nil || state.isRunning else { return nil }
        return state.operation ?? Application.Operation()
    }

    /// The last operation that has ended and that was more than a try.
    var finished: Application.OperationState? {
        guard running == nil, let state = status?.operationState, state.operation?.sync?.dryRun != true else {
            return nil
        }
        return state
    }

    /// Whether an operation is the promotion's own, or brings one of its revisions.
    func concerns(_ operation: Application.Operation?, result: Application.OperationState.Result? = nil) -> Bool {
        isOurs(operation) || carries(places.revisions(operation?.sync?.revision, operation?.sync?.revisions))
            || carries(places.revisions(result?.revision, result?.revisions))
    }

    /// Whether the newest sync that succeeded brought a descendant of what is wanted: a sync now would take it back.
    var hasGoneOn: Bool {
        let newest = status?.history?.max { ($0.id ?? 0) < ($1.id ?? 0) }
        // A history may be kept as short as nothing.
        let result = finished.flatMap { $0.phase == "Succeeded" ? $0.syncResult : nil }
        return [
            places.revisions(newest?.revision, newest?.revisions),
            places.revisions(result?.revision, result?.revisions),
        ].contains { revisions in carries(revisions) && revisions.contains { $0 != wanted.hex } }
    }
}

extension Application.OperationState {
    var isRunning: Bool { phase == "Running" || phase == "Terminating" }
    var hasFailed: Bool { phase == "Failed" || phase == "Error" }
}

extension CommitID {
    /// Whether a revision is a commit's id in full; Argo CD also names charts' versions and digests.
    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
