import Foundation
import HTTPTransport
import Manifests
import PortsTestKit
import Promotion
import Secrets
import Synchronization
import TestServers
import Testing
import Verifications

@Suite("Verification over HTTP")
struct HTTPMeasurementTests {
    private static func verifier(_ variables: [String: String] = ["TOKEN": "s3cret"]) throws -> Verifications {
        Verifications(
            secrets: SystemSecrets(environment: variables, directory: "/"), http: try HTTPClient(), environment: [:])
    }

    private struct Fixture: VerifierFixture {
        let server: TestHTTPServer
        let isWell: Flag
        let verifier: any Verifier
        let verification: Verification

        final class Flag: Sendable {
            let value = Mutex(true)
        }

        init() throws {
            let flag = Flag()
            isWell = flag
            server = try TestHTTPServer { _ in
                flag.value.withLock { $0 } ? .json(#"{"state":"ok"}"#) : TestResponse(503)
            }
            let http = HTTPVerification(
                url: try Template(server.url + "/${pipeline}"),
                expectations: [JSONExpectation(path: try Selector("state"), values: [try Template("ok")])])
            verification = Verification(name: "api", .http(http))
            verifier = try HTTPMeasurementTests.verifier()
        }

        func become(_ condition: VerifierCondition) async throws -> Bool {
            switch condition {
            case .well: isWell.value.withLock { $0 = true }
            case .ill: isWell.value.withLock { $0 = false }
            // Whoever does not answer is ill.
            case .unknown: return false
            }
            return true
        }
    }

    @Test("It keeps the port's contract")
    func conformance() async throws {
        try await VerifierConformance.check { try Fixture() }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var status = 200
        var body = "{}"
        var statuses: [Int] = []
        var path: String?
        var values: [String] = []
        var outcome: MeasurementOutcome

        var testDescription: String { "\(status) \(body.prefix(40)) \(statuses) \(path ?? "") \(values)" }
    }

    static let cases = [
        Case(status: 204, body: "", outcome: .passed("status 204")),
        Case(status: 404, outcome: .failed("status 404 is not 2xx")),
        Case(status: 302, outcome: .failed("status 302 is not 2xx")),
        Case(status: 404, statuses: [404, 410], outcome: .passed("status 404")),
        Case(status: 200, statuses: [404, 410], outcome: .failed("status 200 is not 404 or 410")),
        Case(
            body: #"{"a":{"b":[{"n":"x","v":true}]}}"#, path: "a.b[n=x].v", values: ["true"],
            outcome: .passed("status 200")),
        Case(body: #"{"version":"1.4.2"}"#, path: "version", values: ["${api.tag}"], outcome: .passed("status 200")),
        Case(
            body: #"{"version":"1.4.1"}"#, path: "version", values: ["${api.tag}", "2"],
            outcome: .failed("version is 1.4.1, not 1.4.2 or 2")),
        Case(
            body: #"{"version":"\#(String(repeating: "y", count: 200))"}"#, path: "version", values: ["1"],
            outcome: .failed("version is \(String(repeating: "y", count: 80))…, not 1")),
    ]

    @Test("What passes and what fails", arguments: cases)
    func outcomes(_ one: Case) async throws {
        let server = try TestHTTPServer { _ in TestResponse(one.status, body: Array(one.body.utf8)) }
        var http = HTTPVerification(url: try Template(server.url), statuses: one.statuses)
        if let path = one.path {
            http.expectations = [
                JSONExpectation(path: try Selector(path), values: try one.values.map { try Template($0) })
            ]
        }
        #expect(try await Self.verifier().measure(.sample(.http(http))) == one.outcome)
    }

    @Test(
        "An answer that is no JSON, or has nothing there, fails and says where",
        arguments: ["<html>", "[]", "{\"a\":{}}", ""])
    func noValue(_ body: String) async throws {
        let server = try TestHTTPServer { _ in TestResponse(200, body: Array(body.utf8)) }
        let http = HTTPVerification(
            url: try Template(server.url),
            expectations: [JSONExpectation(path: try Selector("a"), values: [try Template("1")])])
        let outcome = try await Self.verifier().measure(.sample(.http(http)))
        guard case .failed(let words) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(words.hasPrefix("the answer:") && words.count <= 201, "\(words)")
    }

    @Test("What is asked: the release's words are encoded in the URL, and the token goes in its header")
    func request() async throws {
        let server = try TestHTTPServer { _ in TestResponse(200) }
        let http = HTTPVerification(
            url: try Template(server.url + "/v/${api.tag}?e=${environment}"), token: .environment("TOKEN"))
        let outcome = try await Self.verifier().measure(.sample(.http(http), tag: "a/../b?x=1&y"))
        #expect(outcome == .passed("status 200"))
        let request = try #require(server.requests.first)
        #expect(request.method == "GET")
        #expect(request.target == "/v/a%2F..%2Fb%3Fx%3D1%26y?e=prod")
        #expect(request["Authorization"] == "Bearer s3cret")
    }

    @Test("No answer is a failure; a token that cannot be read is not")
    func silence() async throws {
        let nobody = HTTPVerification(url: try Template("http://127.0.0.1:\(freePort())/"), deadline: 5)
        guard case .failed = try await Self.verifier().measure(.sample(.http(nobody))) else {
            Issue.record("nobody listens, and it did not fail")
            return
        }
        let silent = try SilentServer()
        let slow = HTTPVerification(url: try Template("http://127.0.0.1:\(silent.port)/"), deadline: 0.3)
        guard case .failed = try await Self.verifier().measure(.sample(.http(slow))) else {
            Issue.record("nobody answers, and it did not fail")
            return
        }
        let locked = HTTPVerification(url: try Template("http://127.0.0.1:1/"), token: .environment("NONE"))
        let outcome = try await Self.verifier().measure(.sample(.http(locked)))
        #expect(outcome == .inconclusive("The secret env:NONE is missing."))
    }
}
