import PortsTestKit
import Promotion
import Testing

extension Delivery {
    static func mergeRequests(
        _ merging: MergeRequestDelivery.Merging, method: MergeMethod = .merge,
        rebase: MergeRequestDelivery.Rebase = .onConflict, accounts: [String: String] = [:], checks: [String] = [],
        reviewers: [String] = [], fork: RemoteURL? = nil
    ) -> Delivery {
        .mergeRequest(
            MergeRequestDelivery(
                forge: "forge", fork: fork, merging: merging, method: method, rebase: rebase, accounts: accounts,
                checks: checks,
                labels: ["promotion"], reviewers: reviewers, interval: 60))
    }
}

extension World {
    var prod: ForgeRepository {
        get throws { try #require(ForgeRepository(of: branch("prod").remote)) }
    }

    /// A merge request of prod as the host has it.
    func request(_ number: Int = 1) async throws -> MergeRequest {
        let id = MergeRequestID(repository: try prod, number: number)
        return try #require(try await forge.read(id, .all))
    }

    func requestCount() throws -> Int { forge.count(of: try prod) }

    /// Where Sluice's own branch of prod stands.
    func ownBranch(_ name: String = "sluice/shop/prod") -> CommitID? {
        git.tip(of: Branch(remote: branch("prod").remote, name: name))
    }
}
