import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Testing

/// A call of the port as a step on a merge request that is open, and what must be so when it has succeeded.
enum ForgeCall: String, CaseIterable, Sendable {
    case find, open, read, update, merge, close, comment, deleteBranch, post

    /// What is there before the call: a branch with a commit, and a merge request but for the call that opens it.
    func prepare(_ fixture: HostFixture) async throws -> (head: CommitID, id: MergeRequestID) {
        let head = try await fixture.push(fixture.branches.head)
        if self != .open { _ = try await fixture.forge.findOrOpen(fixture.draft) }
        return (head, MergeRequestID(repository: fixture.repository, number: 1))
    }

    /// Makes the call; throws `Problem`, or an issue where it succeeded and its work is not done.
    func make(_ fixture: HostFixture, _ head: CommitID, _ id: MergeRequestID) async throws {
        let forge = fixture.forge
        switch self {
        case .find: #expect(try await forge.find(fixture.branches)?.id == id)
        case .open: #expect(try await forge.findOrOpen(fixture.draft).mergeRequest?.id == id)
        case .read: #expect(try await forge.read(id, .all)?.head == head)
        case .update:
            try await forge.update(
                id, MergeRequestChange(title: "New", addedLabels: ["sluice"], addedReviewers: ["alice"]))
            let read = try await forge.read(id, .basics)
            let lacks = forge.capabilities.lacks
            #expect(read?.title == "New")
            #expect(lacks.contains(.labels) || read?.labels == ["sluice"])
            #expect(lacks.contains(.reviewers) || read?.reviewers == ["alice"])
        case .merge:
            let outcome = try await forge.merge(id, MergeOrder(head: head, method: .merge))
            guard case .merged(let merged) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(merged.commit != nil)
            #expect(try await fixture.tip(of: fixture.base) == merged.commit)
        case .close: #expect(try await forge.close(id) == .closed)
        case .comment:
            for text in ["Waits.", "Goes on."] { try await forge.comment(id, marker: "web/prod", body: text) }
            let comments = try await fixture.comments(on: id)
            #expect(comments.count == 1)
            #expect(comments.first?.text.contains("Goes on.") == true)
        case .deleteBranch:
            let outcome = try await forge.deleteBranch(fixture.branches.head, at: head, of: fixture.repository)
            #expect(outcome == .deleted || outcome == .absent)
            #expect(try await fixture.tip(of: fixture.branches.head) == nil)
        case .post:
            try await forge.post(
                CommitStatus(name: "sluice/prod", state: .pending, summary: "Waits."), on: head, of: fixture.repository)
            #expect(try await fixture.statuses(on: head).map(\.state) == [.pending])
        }
    }
}

extension HostFixture {
    var branches: MergeRequestBranches {
        MergeRequestBranches(repository: repository, base: base, head: "sluice/web/prod")
    }

    var draft: MergeRequestDraft {
        MergeRequestDraft(branches, title: "Promote web 1.2.0 to prod", body: "From `1.1.0` to `1.2.0`.")
    }
}

@Suite("Whatever befalls a request of any call, the next try ends where an undisturbed one does")
struct FaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var kind: String
        var status = 502
        var headers: [String: String] = [:]

        var testDescription: String { name }

        static let all = [
            Fault(name: "502, nothing done", kind: "status"),
            Fault(name: "502, though it was done", kind: "lostStatus"),
            Fault(name: "the line is cut after it was done", kind: "lost"), Fault(name: "silence", kind: "silent"),
            Fault(name: "429 with Retry-After", kind: "status", status: 429, headers: ["Retry-After": "17"]),
            Fault(name: "503 with Retry-After", kind: "status", status: 503, headers: ["Retry-After": "17"]),
        ]
    }

    @Test("at every request of every call", arguments: ForgeKind.allCases, ForgeCall.allCases)
    func everyRequest(kind: ForgeKind, call: ForgeCall) async throws {
        let undisturbed = try await HostFixture(kind)
        let (head, id) = try await call.prepare(undisturbed)
        let before = try await undisturbed.requests().count
        try await call.make(undisturbed, head, id)
        let count = try await undisturbed.requests().count - before
        #expect(count >= 1)
        for fault in Fault.all {
            for place in 0..<count { try await disturb(kind, call, fault, at: place) }
        }
    }

    private func disturb(_ kind: ForgeKind, _ call: ForgeCall, _ fault: Fault, at place: Int) async throws {
        let clock = TestWallClock()
        var limits = ForgeLimits()
        if fault.kind == "silent" { limits.requestDeadline = .seconds(2) }
        let fixture = try await HostFixture(kind, limits: limits, clock: clock)
        let (head, id) = try await call.prepare(fixture)
        try await fixture.fault(
            fault.kind, ".*", fixture.target, after: place, status: fault.status, headers: fault.headers)
        do {
            try await call.make(fixture, head, id)
        } catch let problem as Problem {
            #expect(problem.isTransient, "\(kind) \(call) \(fault.name) \(place): \(problem)")
            if fault.headers["Retry-After"] != nil { #expect(problem.kind == .transient(retryAfter: 17)) }
            #expect(!problem.description.contains(fixture.token))
        }
        let pending = try await fixture.server.order(["do": "pending", "target": fixture.target], as: Int.self)
        #expect(pending == 0, "\(kind) \(call) \(fault.name) \(place) did not happen")
        clock.advance(by: 3601)
        try await call.make(fixture, head, id)
        #expect(try await fixture.count() == 1, "\(kind) \(call) \(fault.name) \(place)")
        #expect(try await fixture.violations() == [])
    }

    @Test("a lost opening is adopted by the same call", arguments: ForgeKind.allCases, ["lost", "lostStatus"])
    func lostOpening(kind: ForgeKind, fault: String) async throws {
        let fixture = try await HostFixture(kind)
        _ = try await fixture.push(fixture.branches.head)
        try await fixture.fault(fault, "POST", fixture.opening)
        guard case .opened(let request) = try await fixture.forge.findOrOpen(fixture.draft) else {
            Issue.record("not opened")
            return
        }
        #expect(request.title == fixture.draft.title)
        let opened = try await fixture.requests().filter { $0.hasPrefix("POST") }
        #expect(opened.count == 1)
        #expect(try await fixture.count() == 1)
    }

    @Test(
        "a branch that is still there after a delete is never told as gone",
        arguments: [ForgeKind.bitbucketCloud, .bitbucketDataCenter, .gitea, .github, .gitlab], [403, 404])
    func hiddenRefusal(kind: ForgeKind, status: Int) async throws {
        let fixture = try await HostFixture(kind)
        let head = try await fixture.push(fixture.branches.head)
        try await fixture.fault("status", "DELETE", fixture.target, status: status, body: #"{"message":"Not Found"}"#)
        let outcome = try await fixture.forge.deleteBranch(fixture.branches.head, at: head, of: fixture.repository)
        guard case .refused(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains(fixture.branches.head) && reason.contains("Not Found"))
        #expect(try await fixture.tip(of: fixture.branches.head) == head)
    }

    @Test("among 10,000 open merge requests ours is found by the host's filter", arguments: ForgeKind.allCases)
    func tenThousand(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        _ = try await fixture.push(fixture.branches.head)
        _ = try await fixture.order("fill", ["count": 10_000], as: String?.self)
        let id = try #require(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id)
        #expect(id.number == 10_001)
        #expect(try await fixture.forge.find(fixture.branches)?.id == id)
        #expect(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id == id)
        #expect(try await fixture.requests().count <= 6)
    }
}
