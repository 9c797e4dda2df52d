import Foundation
import HTTPTransport
import Promotion
import Testing
import Web

@testable import sluice

@Suite("Waiting")
struct StageWaitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let current: String
        var isVerified = true
        var next: String?
        let phase: StageStatus.Phase
        var gate: Waiting.Gate?
        let expected: Expected

        enum Expected { case there, notYet, never }
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "verified", current: "new", phase: .settled, expected: .there),
        Case(name: "verified and held, as after a rollback", current: "new", phase: .held, expected: .there),
        Case(
            name: "verified, and the next one waits", current: "new", next: "newer", phase: .waiting, expected: .there),
        Case(name: "committed", current: "new", isVerified: false, phase: .deploying, expected: .notYet),
        Case(name: "being verified", current: "new", isVerified: false, phase: .verifying, expected: .notYet),
        Case(name: "being sent", current: "old", next: "new", phase: .sending, expected: .notYet),
        Case(name: "waits for people", current: "old", next: "new", phase: .waitingForApproval, expected: .notYet),
        Case(name: "held before it", current: "old", next: "new", phase: .held, expected: .notYet),
        Case(name: "failed before it was sent", current: "old", next: "new", phase: .failed, expected: .never),
        Case(name: "failed after", current: "new", isVerified: false, phase: .failed, expected: .never),
        Case(name: "rejected", current: "old", next: "new", phase: .waiting, gate: .refused, expected: .never),
        Case(name: "overtaken", current: "old", next: "newer", phase: .waiting, expected: .never),
        Case(name: "overtaken and on its way", current: "old", next: "newer", phase: .sending, expected: .never),
        Case(name: "gone", current: "old", phase: .settled, expected: .never),
    ]

    @Test("When it is over", arguments: cases)
    func verdict(_ one: Case) throws {
        var json: [String: Any] = [
            "stage": ["pipeline": "shop", "environment": "prod"], "phase": one.phase.rawValue, "waiting": [] as [Any],
            "why": "The reason.", "edits": [] as [Any], "approvedBy": [] as [Any],
        ]
        var current = ["release": one.current, "title": one.current]
        if one.isVerified { current["verifiedAt"] = "2026-01-01T00:00:00Z" }
        json["current"] = current
        json["next"] = one.next.map { ["release": $0, "title": $0] }
        if let gate = one.gate { json["waiting"] = [["gate": gate.rawValue, "message": "", "who": [] as [Any]]] }
        let status = try JSONDecoder.api.decode(StageStatus.self, from: JSONSerialization.data(withJSONObject: json))
        let client = APIClient(base: "", token: nil, caFile: nil, http: NoNetwork())
        let stage = try #require(StageName(argument: "shop/prod"))
        let verdict = StageWait(stage: stage, release: ReleaseID(hex: "new"), client: client).verdict(on: status)
        switch one.expected {
        case .there: #expect(verdict == .there)
        case .notYet: #expect(verdict == .notYet)
        case .never:
            guard case .never(let why) = verdict else {
                Issue.record("\(verdict)")
                return
            }
            #expect(why.contains("The reason."))
        }
    }
}

private struct NoNetwork: HTTPSending {
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw HTTPFailure(.shutDown, request.description)
    }
}
