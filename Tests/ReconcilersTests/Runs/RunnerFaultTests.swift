import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("Whatever befalls a request to a runner, a promotion has one pipeline, and ends live")
struct RunnerFaultTests {
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

    @Test("at every request", arguments: RunnerFixture.Kind.allCases, Fault.all)
    func everyRequest(kind: RunnerFixture.Kind, fault: Fault) async throws {
        let undisturbed = try await RunnerFixture(kind)
        try await run(undisturbed) { _ in }
        // A run of Terraform is asked for by an address that names no workspace.
        let count = try await undisturbed.requests().count + (kind.vendor == "terraform" ? 1 : 0)
        #expect(count >= 2)
        for place in 0..<count {
            let fixture = try await RunnerFixture(kind, deadline: .seconds(fault.kind == "silent" ? 5 : 60))
            try await fixture.fault(fault.kind, after: place, status: fault.status, headers: fault.headers)
            try await run(fixture) { problem in
                #expect(problem.isTransient, "\(place): \(problem)")
                #expect(!problem.description.contains(fixture.token))
                if fault.status == 429 { #expect(problem.kind == .transient(retryAfter: 17), "\(place)") }
            }
            #expect(try await fixture.applied() == [ReconcilerConformance.first], "\(place)")
            #expect(try await fixture.count() == 1, "\(place)")
            #expect(try await fixture.violations() == [])
        }
    }

    /// Asks until it is taken, and looks, a minute after another, until it is live. Each is disturbed once at most, but where a
    /// busy machine makes an answer late.
    private func run(_ fixture: RunnerFixture, _ failed: (Problem) -> Void) async throws {
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        var receipt: HandOffReceipt?
        for _ in 0..<5 where receipt == nil {
            do throws(Problem) { receipt = try await fixture.reconciler.request(request) } catch { failed(error) }
        }
        var seen: Observation?
        for _ in 0..<9 where seen?.withoutEvidence != .live(at: request.revision) {
            do throws(Problem) {
                seen = try await fixture.reconciler.observe(request, receipt: receipt)
            } catch {
                failed(error)
            }
            fixture.clock.advance(by: 60)
        }
        #expect(seen?.withoutEvidence == .live(at: request.revision))
    }

    @Test(
        "what was asked for by a request whose answer was lost is looked for, and asked for again only after two minutes",
        arguments: [RunnerFixture.Kind.gitlab, .github, .terraform])
    func settles(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.fault("status", "POST")
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        let receipt = try await fixture.reconciler.request(request)
        for _ in 0..<2 {
            #expect(try await fixture.reconciler.request(request) == receipt)
            guard case .waiting(let reason) = try await fixture.observe(ReconcilerConformance.first, receipt) else {
                Issue.record("it waits")
                return
            }
            #expect(reason.contains("it is looked for before it is asked for again"))
            #expect(try await fixture.count() == 0)
            fixture.clock.advance(by: 59)
        }
        fixture.clock.advance(by: 2)
        _ = try await fixture.observe(ReconcilerConformance.first, receipt)
        #expect(
            try await fixture.observe(ReconcilerConformance.first, receipt).withoutEvidence
                == .live(at: request.revision))
        #expect(try await fixture.count() == 1)
    }

    @Test(
        "the token goes to no other host", arguments: [301, 302, 307, 308],
        [RunnerFixture.Kind.gitlab, .github, .terraform])
    func redirect(status: Int, kind: RunnerFixture.Kind) async throws {
        let other = try TestHTTPServer { _ in .json("{}") }
        for method in ["GET", "POST"] {
            let fixture = try await RunnerFixture(kind)
            try await fixture.fault(
                "status", method, times: 99, status: status, headers: ["Location": other.url + "/api"])
            let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
            let problem = await #expect(throws: Problem.self) { try await fixture.reconciler.request(request) }
            #expect(problem?.kind == .permanent)
            #expect(problem?.description.contains("token goes nowhere else") == true, "\(String(describing: problem))")
            #expect(problem?.description.contains(fixture.token) == false)
        }
        #expect(other.connectionCount == 0)
    }

    @Test(
        "a server that repeats the token does not get it into an error",
        arguments: [400, 401, 403, 404, 409, 422, 429, 500], [RunnerFixture.Kind.gitlab, .github, .terraform])
    func echo(status: Int, kind: RunnerFixture.Kind) async throws {
        for method in ["GET", "POST"] {
            let fixture = try await RunnerFixture(kind)
            let words = "no \(fixture.token) here"
            try await fixture.fault(
                "status", method, times: 99, status: status,
                body: #"{"message":{"base":["\#(words)"]},"error":"\#(words)","errors":[{"detail":"\#(words)"}]}"#)
            let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
            var text = ""
            do throws(Problem) {
                let receipt = try await fixture.reconciler.request(request)
                text = receipt.text + "\(try await fixture.adapter.observe(request, receipt: receipt))"
            } catch {
                dump(error, to: &text)
                text += error.description
            }
            #expect(!text.contains(fixture.token), "\(method)")
            #expect(status == 500 || text.contains("no … here"), "\(method): \(text)")
        }
    }

    @Test("GitHub's own words for being asked too often are understood", arguments: [true, false])
    func limits(says: Bool) async throws {
        let fixture = try await RunnerFixture(.github)
        let headers = says ? ["Retry-After": "23"] : [:]
        try await fixture.fault(
            "status", times: 1, status: 403, headers: headers,
            body: #"{"message":"You have exceeded a secondary rate limit."}"#)
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        let problem = await #expect(throws: Problem.self) { try await fixture.adapter.request(request) }
        #expect(problem?.kind == .transient(retryAfter: says ? 23 : 60))
    }
}
