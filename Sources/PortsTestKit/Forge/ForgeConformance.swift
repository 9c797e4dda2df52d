import Promotion

/// The contract of `Forge`, clause by clause. Each check gets a new fixture.
package enum ForgeConformance {
    typealias Clause = @Sendable (any ForgeFixture) async throws -> Void

    /// The clauses by name, so that a test reports each by itself.
    package static let names: [String] = clauses.keys.sorted()

    static let clauses: [String: Clause] = [opening, reading, merging, commenting].reduce([:]) {
        $0.merging($1) { $1 }
    }

    /// Throws where the clause of this name is not kept.
    package static func check(_ name: String, _ fixture: any ForgeFixture) async throws {
        let clause = try require(clauses[name], "There is a clause \(name)")
        try await clause(fixture)
    }
}

extension ForgeFixture {
    var branches: MergeRequestBranches { branches("sluice/web/prod") }

    func branches(_ head: String) -> MergeRequestBranches {
        MergeRequestBranches(repository: repository, base: base, head: head)
    }

    var draft: MergeRequestDraft {
        MergeRequestDraft(branches, title: "Promote web 1.2.0 to prod", body: "From `1.1.0` to `1.2.0`.\n")
    }

    /// A merge request with one commit on the usual branch.
    func opened() async throws -> (request: MergeRequest, head: CommitID) {
        let head = try await push(branches.head)
        let outcome = try await forge.findOrOpen(draft)
        guard case .opened(let request) = outcome else {
            throw ConformanceFailure("A branch with a commit of its own gets a merge request", seen: "\(outcome)")
        }
        try PortsTestKit.require(request.head, is: head, "Its head is the branch's tip")
        try await settle()
        return (request, head)
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts = .basics) async throws -> MergeRequest {
        try PortsTestKit.require(try await forge.read(id, parts), "A merge request that exists is read")
    }
}
