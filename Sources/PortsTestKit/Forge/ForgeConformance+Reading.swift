import Promotion

/// Reviews, checks, statuses and addresses.
extension ForgeConformance {
    static let reading: [String: Clause] = [
        "reads reviews": readsReviews, "reads checks": readsChecks, "posts statuses": postsStatuses,
        "names addresses": namesAddresses,
    ]

    @Sendable private static func readsReviews(_ fixture: any ForgeFixture) async throws {
        let lacks = fixture.forge.capabilities.lacks
        let (request, head) = try await fixture.opened()
        try require(try await fixture.read(request.id, .all).reviews, is: [], "Nobody has reviewed")
        try await fixture.review(request.id, .approved, by: fixture.reviewers[0])
        var reviews = try await fixture.read(request.id, .reviews).reviews
        try require(reviews.map(\.account), is: [fixture.reviewers[0]], "Who approved is told")
        try require(reviews.map(\.verdict), is: [.approved], "The verdict is told")
        if !lacks.contains(.reviewHeads) { try require(reviews[0].head, is: head, "The head it was given on is told") }
        if !lacks.contains(.reviewTimes) { _ = try require(reviews[0].at, "When is told") }
        _ = try await fixture.push(fixture.branches.head)
        if !lacks.contains(.reviewHeads) {
            let heads = try await fixture.read(request.id, .reviews).reviews.map(\.head)
            try require(heads == [head] || heads.isEmpty, "An approval stays with its head", seen: "\(heads)")
        }
        if !lacks.contains(.changeRequests) {
            for verdict in [Review.Verdict.approved, .changesRequested] {
                try await fixture.review(request.id, verdict, by: fixture.reviewers[1])
            }
            reviews = try await fixture.read(request.id, .reviews).reviews
            try require(
                reviews.filter { $0.account == fixture.reviewers[1] }.map(\.verdict), is: [.changesRequested],
                "The last word of an account counts")
        }
        try require(try await fixture.read(request.id).reviews, is: [], "What is not asked for is not read")
    }

    @Sendable private static func readsChecks(_ fixture: any ForgeFixture) async throws {
        let (request, head) = try await fixture.opened()
        try await fixture.post(CommitStatus(name: "build", state: .pending, summary: "Runs."), on: head)
        try await fixture.post(CommitStatus(name: "lint", state: .failure, summary: "Two errors."), on: head)
        try await fixture.post(CommitStatus(name: "build", state: .success, summary: "Built."), on: head)
        let checks = try await fixture.read(request.id, .checks).checks
        try require(
            Dictionary(checks.map { ($0.name, $0.state) }, uniquingKeysWith: { $1 }),
            is: ["build": .success, "lint": .failure], "The newest of each check is told")
        try require(checks.count, is: 2, "Each check is told once")
    }

    @Sendable private static func postsStatuses(_ fixture: any ForgeFixture) async throws {
        let head = try await fixture.push(fixture.branches.head)
        func post(_ state: CommitStatus.State, _ summary: String) async throws {
            let status = CommitStatus(
                name: "sluice/prod", state: state, summary: summary, address: "https://sluice.example.com/web/prod")
            try await fixture.forge.post(status, on: head, of: fixture.repository)
        }
        try await post(.pending, "Waits for approval.")
        try await post(.pending, "Waits for approval.")
        let pending = try await fixture.statuses(on: head)
        try require(pending.map(\.state), is: [.pending], "Saying the same twice ends where saying it once does")
        try require(pending.map(\.name), is: ["sluice/prod"], "It has its name")
        for state in [CommitStatus.State.success, .failure, .skipped] {
            try await post(state, String(repeating: "ä", count: 2000))
            let seen = try await fixture.statuses(on: head)
            try require(seen.count, is: 1, "One status of each name counts")
            let isAsPosted = seen[0].state == state || (state == .skipped && seen[0].state == .success)
            try require(isAsPosted, "The newest counts", seen: "\(seen[0].state) for \(state)")
        }
    }

    @Sendable private static func namesAddresses(_ fixture: any ForgeFixture) async throws {
        let commit = try await fixture.push("x")
        let path = "apps/web one/values.yaml"
        let addresses = [ForgePlace.repository, .commit(commit), .file(path, at: commit), .mergeRequest(7)]
            .map { fixture.forge.address(of: $0, in: fixture.repository) }
        for address in addresses {
            try require(
                address.hasPrefix("http") && address.contains(fixture.repository.name) && !address.contains("#"),
                "It is an address of the repository", seen: address)
        }
        try require(Set(addresses).count, is: 4, "Each has its own")
        try require(addresses[1].contains(commit.hex), "A commit's address names it", seen: addresses[1])
        try require(addresses[2].contains("values.yaml"), "A file's address names it", seen: addresses[2])
        try require(addresses[3].contains("7"), "A merge request's address names it", seen: addresses[3])
    }
}
