import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("Whatever befalls a request to Argo CD, a promotion is synced once, and ends live")
struct ArgoCDFaultTests {
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

    @Test("at every request", arguments: ArgoCDFixture.Kind.allCases, Fault.all)
    func everyRequest(kind: ArgoCDFixture.Kind, fault: Fault) async throws {
        let undisturbed = try await ArgoCDFixture(kind)
        try await run(undisturbed) { _ in }
        let count = try await undisturbed.requests().count
        #expect(count >= 2)
        for place in 0..<count {
            let fixture = try await ArgoCDFixture(kind, deadline: .seconds(fault.kind == "silent" ? 2 : 60))
            try await fixture.fault(fault.kind, after: place, status: fault.status, headers: fault.headers)
            try await run(fixture) { problem in
                #expect(problem.isTransient, "\(place): \(problem)")
                #expect(!problem.description.contains(fixture.token))
                if fault.status == 429 { #expect(problem.kind == .transient(retryAfter: 17), "\(place)") }
            }
            #expect(try await fixture.applied() == [ReconcilerConformance.first], "\(place)")
            #expect(try await fixture.violations() == [])
        }
    }

    /// Asks until it is taken, and looks until it is live: each is disturbed once at most.
    private func run(_ fixture: ArgoCDFixture, _ failed: (Problem) -> Void) async throws {
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        var receipt: HandOffReceipt?
        for _ in 0..<3 where receipt == nil {
            do throws(Problem) { receipt = try await fixture.reconciler.request(request) } catch { failed(error) }
        }
        var seen: Observation?
        for _ in 0..<3 where seen != .live(at: request.revision) {
            do throws(Problem) {
                seen = try await fixture.reconciler.observe(request, receipt: receipt)
            } catch {
                failed(error)
            }
        }
        #expect(seen == .live(at: request.revision))
    }

    @Test("a lost answer is looked up within the same request", arguments: ["lost", "lostStatus"])
    func lookedUp(fault: String) async throws {
        let fixture = try await ArgoCDFixture()
        try await fixture.fault(fault, "POST")
        _ = try await fixture.reconciler.request(try ReconcilerConformance.handOff(ReconcilerConformance.first))
        #expect(try await fixture.requests().filter { $0.hasPrefix("POST") }.count == 1)
    }

    @Test("the token goes to no other host", arguments: [301, 302, 307, 308], ["GET", "POST"])
    func redirect(status: Int, method: String) async throws {
        let other = try TestHTTPServer { _ in .json("{}") }
        let fixture = try await ArgoCDFixture()
        try await fixture.fault(
            "status", method, times: 99, status: status, headers: ["Location": other.url + "/api/v1/applications"])
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        let problem = await #expect(throws: Problem.self) { try await fixture.reconciler.request(request) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.description.contains("its token goes nowhere else") == true, "\(String(describing: problem))")
        #expect(problem?.description.contains(fixture.token) == false)
        #expect(other.connectionCount == 0)
    }

    @Test(
        "a server that repeats the token does not get it into an error", arguments: [400, 401, 403, 404, 409, 429, 500])
    func echo(status: Int) async throws {
        for method in ["GET", "POST"] {
            let fixture = try await ArgoCDFixture()
            let words = "no \(fixture.token) here"
            try await fixture.fault(
                "status", method, times: 99, status: status,
                body: #"{"error":"\#(words)","code":2,"message":"\#(words)"}"#)
            let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
            var text = ""
            do throws(Problem) {
                let receipt = try await fixture.reconciler.request(request)
                text = receipt.text + "\(try await fixture.reconciler.observe(request, receipt: receipt))"
            } catch {
                dump(error, to: &text)
                text += error.description
            }
            #expect(!text.contains(fixture.token), "\(method)")
        }
    }

    @Test("each request has the definition's deadline and authorities, and the token in its header only")
    func requests() async throws {
        let sender = RecordingSender()
        let definition = ArgoCDReconciler(
            url: "https://argocd.example.com/argo/", token: .environment("TOKEN"), caFile: "/ca.pem",
            applications: .named(try Template("${pipeline}-${environment}")), appNamespace: "a b", project: "shop",
            deadline: 7)
        let adapter = Reconcilers.make(
            .argocd(definition), secrets: FixedSecrets("s3cret"), http: sender, environment: [:])
        let order = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        await #expect(throws: Problem.self) { try await adapter.observe(order, receipt: nil) }
        let request = try #require(sender.requests.values.first)
        #expect(
            request.url
                == "https://argocd.example.com/argo/api/v1/applications/web-prod?appNamespace=a%20b&project=shop")
        #expect(request.headers["Authorization"] == "Bearer s3cret")
        #expect(request.deadline == .seconds(7) && request.caFile == "/ca.pem" && !request.allowPlaintext)
    }
}

/// Answers nothing that can be used, and keeps what it was asked.
private final class RecordingSender: HTTPSending {
    let requests = Recorder<HTTPRequest>()

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        requests.append(request)
        return HTTPResponse(status: 418, url: request.url)
    }
}
