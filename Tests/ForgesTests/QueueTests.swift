import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Testing

@Suite("Merges that go through a host's queue, or on its train")
struct QueueTests {
    @Test("wait there, are followed and taken out, and their commit is found", arguments: [ForgeKind.github, .gitlab])
    func queue(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let forge = fixture.forge
        _ = try await fixture.order("queue", [:], as: String?.self)
        let head = try await fixture.push(fixture.branches.head)
        let id = try #require(try await forge.findOrOpen(fixture.draft).mergeRequest?.id)
        let order = MergeOrder(head: head, method: .merge, subject: "Promote", timing: .whenReady)
        for turn in 1...2 {
            for _ in 1...2 {
                guard case .queued(let reason) = try await forge.merge(id, order) else {
                    Issue.record("not queued")
                    return
                }
                #expect(reason.contains("merge queue") || reason.contains("merge train"))
            }
            let waiting = try await forge.read(id, .queue)?.queued
            #expect(waiting?.contains(kind == .github ? "queue at place 1" : "train (fresh)") == true)
            if turn == 1 { #expect(try await forge.cancelMerge(id) == .open) }
        }
        _ = try await fixture.order("merge_queued", [:], as: String?.self)
        guard case .merged(let merged) = try await forge.read(id, .queue)?.state else {
            Issue.record("not merged")
            return
        }
        #expect(try await fixture.tip(of: fixture.base) == merged.commit)
        #expect(try await forge.merge(id, order) == .merged(merged))
        #expect(try await fixture.violations() == [])
    }

    @Test("are seen to be gone from there, and ordered once more", arguments: [ForgeKind.github, .gitlab])
    func dropped(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        _ = try await fixture.order("queue", [:], as: String?.self)
        let head = try await fixture.push(fixture.branches.head)
        let id = try #require(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id)
        let order = MergeOrder(head: head, method: .merge, timing: .whenReady)
        for _ in 1...2 {
            guard case .queued = try await fixture.forge.merge(id, order) else {
                Issue.record("not queued")
                return
            }
            #expect(try await fixture.forge.read(id, .queue)?.queued != nil)
            _ = try await fixture.order("drop_queued", [:], as: String?.self)
            let gone = try await fixture.forge.read(id, .queue)
            #expect(gone?.queued == nil)
            #expect(gone?.isOpen == true)
        }
        #expect(try await fixture.violations() == [])
    }

    @Test("are left by a push", arguments: [ForgeKind.github, .gitlab])
    func push(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        _ = try await fixture.order("queue", [:], as: String?.self)
        let head = try await fixture.push(fixture.branches.head)
        let id = try #require(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id)
        let order = MergeOrder(head: head, method: .merge, timing: .whenReady)
        _ = try await fixture.forge.merge(id, order)
        let pushed = try await fixture.push(fixture.branches.head)
        #expect(try await fixture.forge.read(id, .queue)?.queued == nil)
        #expect(try await fixture.forge.merge(id, order) == .headMoved(to: pushed))
    }

    @Test("GitHub's queue is named where a merge past it is refused")
    func past() async throws {
        let fixture = try await HostFixture(.github)
        _ = try await fixture.order("queue", [:], as: String?.self)
        let head = try await fixture.push(fixture.branches.head)
        let id = try #require(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id)
        guard case .notYet(let block) = try await fixture.forge.merge(id, MergeOrder(head: head, method: .merge)) else {
            Issue.record("not refused")
            return
        }
        #expect(block.reason.contains("merge queue"))
    }

    @Test("a repository that does not let its host merge by itself is an error with what to allow")
    func notAllowed() async throws {
        for (kind, method, target, status, body) in [
            (
                ForgeKind.github, "POST", "/api/graphql", 200,
                #"{"data":null,"errors":[{"message":"Pull request Auto merge is not allowed for this repository"}]}"#
            ), (.bitbucketDataCenter, "POST", "/merge", 403, #"{"errors":[{"message":"Auto-merge is not enabled."}]}"#),
        ] {
            let fixture = try await HostFixture(kind)
            try await fixture.require(check: "build")
            let head = try await fixture.push(fixture.branches.head)
            let id = try #require(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id)
            let after = kind == .github ? 1 : 0
            try await fixture.fault("status", method, target, after: after, status: status, body: body)
            let order = MergeOrder(head: head, method: .merge, timing: .whenReady)
            let problem = await #expect(throws: Problem.self) { try await fixture.forge.merge(id, order) }
            #expect(problem?.kind == .permanent)
            #expect(problem?.remedy?.contains("Allow auto-merge") == true)
        }
    }
}
