import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Secrets
import Synchronization
import TestServers
import Testing
import Verifications

@Suite("Verification by Prometheus")
struct PrometheusMeasurementTests {
    private static func verifier() throws -> Verifications {
        Verifications(
            secrets: SystemSecrets(environment: ["TOKEN": "s3cret"], directory: "/"), http: try HTTPClient(),
            environment: [:])
    }

    private static func vector(_ values: String...) -> String {
        let series = values.enumerated().map { #"{"metric":{"code":"50\#($0)"},"value":[1795510800.1,"\#($1)"]}"# }
        return #"{"status":"success","data":{"resultType":"vector","result":[\#(series.joined(separator: ","))]}}"#
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var status = 200
        var body: String
        var outcome: MeasurementOutcome

        var testDescription: String { "\(status) \(body.prefix(160))" }
    }

    static let cases = [
        Case(body: vector("0.004"), outcome: .passed("0.004 is < 0.01")),
        Case(body: vector("0.004", "0.5", "0.6"), outcome: .failed(#"0.5 is not < 0.01 (code="501")"#)),
        Case(body: vector("+Inf"), outcome: .failed(#"inf is not < 0.01 (code="500")"#)),
        Case(body: vector("NaN"), outcome: .inconclusive("the query found no value")),
        Case(body: vector(), outcome: .inconclusive("the query found no value")),
        Case(
            body: #"{"status":"success","data":{"resultType":"scalar","result":[1795510800,"2"]}}"#,
            outcome: .failed("2 is not < 0.01")),
        Case(
            body: #"{"status":"success","data":{"resultType":"string","result":[1795510800,"x"]}}"#,
            outcome: .inconclusive("the query found no value")),
        Case(
            body:
                #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"0"],[2,"1"],[3,"0"]]}]}}"#,
            outcome: .failed("1 is not < 0.01")),
        Case(
            status: 400, body: #"{"status":"error","errorType":"bad_data","error":"1:3: parse error"}"#,
            outcome: .inconclusive("Prometheus refuses the query: 1:3: parse error")),
    ]

    @Test("What its answers mean", arguments: cases)
    func answers(_ one: Case) async throws {
        let server = try TestHTTPServer { _ in .json(one.body, one.status) }
        let query = PrometheusVerification(
            url: server.url, query: try Template("errors"), threshold: Threshold(.less, 0.01))
        #expect(try await Self.verifier().measure(.sample(.prometheus(query))) == one.outcome)
    }

    @Test("A server that is away, or is none of Prometheus, says nothing of the release", arguments: [200, 401, 503])
    func stranger(_ status: Int) async throws {
        let server = try TestHTTPServer { _ in .text("<html>", status) }
        var query = PrometheusVerification(
            url: server.url + "/", query: try Template("up"), threshold: Threshold(.equal, 1))
        let outcome = try await Self.verifier().measure(.sample(.prometheus(query)))
        #expect(outcome == .inconclusive("\(server.url)/ answered \(status), and not as Prometheus does"))
        query.url = "http://127.0.0.1:\(freePort())"
        guard case .inconclusive = try await Self.verifier().measure(.sample(.prometheus(query))) else {
            Issue.record("it is not inconclusive")
            return
        }
    }

    @Test("What is asked: a form; a time never reaches back to before the release was live; nothing ends a string")
    func request() async throws {
        let server = try TestHTTPServer { _ in .json(Self.vector("1")) }
        let query = PrometheusVerification(
            url: server.url + "/prometheus/", query: try Template(#"errors{version="${api.tag}"}"#),
            threshold: Threshold(.equal, 1), over: 300, token: .environment("TOKEN"))
        let request = try MeasurementRequest.sample(.prometheus(query), tag: "1\"} or vector(1)#\\'`", liveFor: 100)
        _ = try await Self.verifier().measure(request)
        let asked = try #require(server.requests.first)
        #expect(asked.method == "POST" && asked.target == "/prometheus/api/v1/query_range")
        #expect(asked["Authorization"] == "Bearer s3cret")
        var form: [String: String] = [:]
        for pair in asked.text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            form[String(parts[0])] = String(parts[1]).removingPercentEncoding
        }
        #expect(form["query"] == #"errors{version="1\x22} or vector(1)#\\\x27\x60"}"#)
        #expect(form["start"] == "\(request.liveSince.timeIntervalSince1970)")
        #expect(form["end"] == "\(request.now.timeIntervalSince1970)")
        #expect(form["step"] == "3.0")
    }

    /// Prometheus itself, which watches itself every second.
    private final class Prometheus: Sendable {
        let url: String
        let directory: TemporaryDirectory
        let process: ServerProcess

        init() async throws {
            directory = try TemporaryDirectory("prometheus")
            let port = freePort()
            url = "http://127.0.0.1:\(port)"
            try directory.write(
                """
                global: { scrape_interval: 1s, scrape_timeout: 1s }
                scrape_configs: [ { job_name: self, static_configs: [ { targets: ["127.0.0.1:\(port)"] } ] } ]

                """, to: "prometheus.yml")
            process = try ServerProcess([
                "prometheus", "--config.file=\(directory.file("prometheus.yml"))",
                "--storage.tsdb.path=\(directory.file("data"))", "--web.listen-address=127.0.0.1:\(port)",
            ])
            try await process.waitUntilListening(on: port)
            // Until it has seen itself.
            let http = try HTTPClient()
            for _ in 0..<400 {
                var request = HTTPRequest("GET", url + "/api/v1/query?query=prometheus_build_info")
                request.allowPlaintext = true
                if let answer = try? await http.send(request),
                    String(decoding: answer.body, as: UTF8.self).contains(#","1"]"#)
                {
                    return
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw CommandFailure(description: "Prometheus never saw itself")
        }
    }

    /// What is measured stands for how the server is.
    private struct Fixture: VerifierFixture {
        let verifier: any Verifier
        private let definitions: [VerifierCondition: Verification]
        private let condition = Condition()
        /// Whatever the machine is busy with: what was scraped once is seen.
        static let seen = "max_over_time(prometheus_build_info[1h])"

        private final class Condition: Sendable {
            let value = Mutex(VerifierCondition.well)
        }

        var verification: Verification {
            definitions[condition.value.withLock { $0 }] ?? Verification(name: "none", .wait(0))
        }

        init(_ prometheus: Prometheus, _ verifier: any Verifier) throws {
            self.verifier = verifier
            func definition(_ query: String, _ bound: Double) throws -> Verification {
                let query = PrometheusVerification(
                    url: prometheus.url, query: try Template(query), threshold: Threshold(.equal, bound))
                return Verification(name: "up", .prometheus(query))
            }
            definitions = [
                .well: try definition(Self.seen, 1), .ill: try definition(Self.seen, 0),
                .unknown: try definition("no_such_series", 1),
            ]
        }

        func become(_ condition: VerifierCondition) async throws -> Bool {
            self.condition.value.withLock { $0 = condition }
            return true
        }
    }

    @Test(
        "A real server: the port's contract, one moment and a time, and a query that it refuses",
        .timeLimit(.minutes(1)))
    func real() async throws {
        let prometheus = try await Prometheus()
        let verifier = try Self.verifier()
        try await VerifierConformance.check { try Fixture(prometheus, verifier) }
        func measure(_ query: String, over: TimeInterval? = nil) async throws -> MeasurementOutcome {
            let definition = PrometheusVerification(
                url: prometheus.url, query: try Template(query), threshold: Threshold(.equal, 1), over: over)
            return try await verifier.measure(.sample(.prometheus(definition), tag: "a\"b'c`d\\e"))
        }
        #expect(try await measure(Fixture.seen, over: 60) == .passed("1 is == 1"))
        #expect(try await measure("scalar(\(Fixture.seen))") == .passed("1 is == 1"))
        #expect(try await measure("vector(0)", over: 60) == .failed("0 is not == 1"))
        for quote in ["\"", "'"] {
            #expect(
                try await measure("label_replace(\(Fixture.seen), \"v\", \(quote)${api.tag}\(quote), \"\", \"\")")
                    == .passed("1 is == 1"))
        }
        guard case .inconclusive(let words) = try await measure("up{") else {
            Issue.record("a broken query is not inconclusive")
            return
        }
        #expect(words.hasPrefix("Prometheus refuses the query: ") && words.contains("parse error"), "\(words)")
    }
}
