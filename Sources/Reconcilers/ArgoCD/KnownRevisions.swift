import Promotion
import Synchronization

/// Which revisions mean that one promotion is live, as they were found out during one call: of many applications most name
/// the same ones.
final class KnownRevisions: Sendable {
    let request: HandOff
    private let lineage: Lineage
    private let known = Mutex<[String: Bool]>([:])

    init(_ lineage: Lineage, _ request: HandOff) {
        self.lineage = lineage
        self.request = request
    }

    /// Those that are the promotion's commit, or descendants that declare the same.
    func carriers(among revisions: Set<String>) async throws(Problem) -> Set<String> {
        var carriers: Set<String> = []
        for revision in revisions {
            if try await carries(revision) { carriers.insert(revision) }
        }
        return carriers
    }

    private func carries(_ revision: String) async throws(Problem) -> Bool {
        if let answer = known.withLock({ $0[revision] }) { return answer }
        let answer = try await lineage.carries(CommitID(hex: revision), request)
        known.withLock { $0[revision] = answer }
        return answer
    }
}
