import Promotion

/// The living comment, and the last one.
extension ForgeConformance {
    static let commenting: [String: Clause] = [
        "keeps one living comment": livingComment, "leaves a person's comment alone": personsComment,
        "adopts a lost comment": lostComment, "cuts a long comment": longComment,
        "closes with its reason": closesWithReason, "refuses to comment on nothing": commentOnNothing,
    ]

    @Sendable private static func livingComment(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        func say(_ marker: String, _ body: String) async throws {
            try await fixture.forge.comment(request.id, marker: marker, body: body)
        }
        for _ in 1...2 { try await say("web/prod", "Waits for **approval**.\n\nSince 10:00.") }
        var comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 1, "Saying it twice is saying it once")
        try require(comments[0].text.contains("Waits for **approval**."), "It says it", seen: comments[0].text)
        try await say("web/prod", "Was merged.")
        comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 1, "It is changed in place")
        try require(
            comments[0].text.contains("Was merged.") && !comments[0].text.contains("Waits"), "It says what is so now",
            seen: comments[0].text)
        try await say("web/prod--eu (2)> x", "Another.")
        try await say("web/prod--eu (2)> x", "Another one.")
        comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 2, "Another marker is another comment")
        try require(comments[0].text.contains("Was merged."), "Which leaves the first alone", seen: comments[0].text)
        _ = try await fixture.merge(request.id)
        try await say("web/prod", "Was rolled back.")
        comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 2, "What is merged is commented on, too")
        try require(comments[0].text.contains("rolled back"), "In place", seen: comments[0].text)
    }

    @Sendable private static func personsComment(_ fixture: any ForgeFixture) async throws {
        let (first, _) = try await fixture.opened()
        try await fixture.forge.comment(first.id, marker: "web/prod", body: "Waits.")
        let own = try require(try await fixture.comments(on: first.id).first, "It is there")
        try await fixture.close(first.id)
        let (second, _) = try await fixture.opened()
        let copied = ForgeComment(fixture.reviewers[0], own.text)
        try await fixture.comment(copied.text, on: second.id, by: copied.account)
        for body in ["Waits.", "Goes on."] {
            try await fixture.forge.comment(second.id, marker: "web/prod", body: body)
            let comments = try await fixture.comments(on: second.id)
            try require(comments.count, is: 2, "Ours is made beside it, once")
            try require(comments[0].text.trimmed, is: copied.text.trimmed, "A person's comment is left alone")
            try require(comments[0].account, is: copied.account, "It is still theirs")
            try require(comments[1].account, is: own.account, "Ours is by our account")
            try require(comments[1].text.contains(body), "Ours says it", seen: comments[1].text)
        }
    }

    @Sendable private static func lostComment(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        try await fixture.loseNextComment()
        try await twice { () async throws(Problem) in
            try await fixture.forge.comment(request.id, marker: "web/prod", body: "Waits.")
        }
        try require(try await fixture.comments(on: request.id).count, is: 1, "Nothing is said twice")
    }

    @Sendable private static func longComment(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        let limit = fixture.forge.capabilities.commentLimit
        let long = String(repeating: "ä", count: min(limit, 200_000) + 10)
        for _ in 1...2 { try await fixture.forge.comment(request.id, marker: "web/prod", body: long) }
        let comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 1, "What is too long is found again")
        try require(comments[0].text.utf16.count <= limit, "It is cut", seen: "\(comments[0].text.utf16.count)")
        try require(
            limit > 200_000 || comments[0].text.trimmed.hasSuffix("…"), "It shows that it was",
            seen: String(comments[0].text.suffix(5)))
    }

    @Sendable private static func closesWithReason(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        for _ in 1...2 {
            let state = try await fixture.forge.close(request.id, reason: "Release 1.3.0 took its place.")
            try require(state, is: .closed, "It is closed")
        }
        let comments = try await fixture.comments(on: request.id)
        try require(comments.count, is: 1, "The reason is given once")
        try require(comments[0].text.contains("Release 1.3.0 took its place."), "It is given", seen: comments[0].text)
        let (merged, _) = try await fixture.opened()
        _ = try await fixture.merge(merged.id)
        guard case .merged = try await fixture.forge.close(merged.id, reason: "Too late.") else {
            throw ConformanceFailure("What is merged is not closed", seen: "closed")
        }
        try require(try await fixture.comments(on: merged.id), is: [], "Nothing is said of what was merged")
    }

    @Sendable private static func commentOnNothing(_ fixture: any ForgeFixture) async throws {
        let nothing = MergeRequestID(repository: fixture.repository, number: 4711)
        do {
            try await fixture.forge.comment(nothing, marker: "web/prod", body: "Waits.")
            throw ConformanceFailure("A merge request that never was is an error", seen: "success")
        } catch let problem as Problem {
            try require(problem.kind, is: .permanent, "Trying again does not help")
        }
    }
}
