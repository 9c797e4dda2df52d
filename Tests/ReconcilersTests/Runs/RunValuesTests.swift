import Foundation
import Promotion
import Testing

@testable import Reconcilers

@Suite("Small values that runners are followed by")
struct RunValuesTests {
    @Test(
        "a plan's report is three numbers, or none",
        arguments: [
            (#"{"create":2,"update":1,"delete":0}"#, "the plan creates 2, updates 1, deletes 0"),
            (#"{"create":0,"update":0,"delete":0,"x":"y"}"#, "the plan creates 0, updates 0, deletes 0"),
            (#"{"create":-2,"update":1,"delete":0}"#, nil), (#"{"create":2,"update":1}"#, nil), ("", nil),
            (#"[1,2,3]"#, nil), (#"{"create":"2","update":1,"delete":0}"#, nil),
            (#"{"create":99999999999999999999,"update":1,"delete":0}"#, nil),
            (#"{"create":2,"update":1,"delete":0,"x":""# + String(repeating: "x", count: 70_000) + #""}"#, nil),
        ])
    func plans(text: String, words: String?) {
        #expect(PlanSummary(report: text.utf8)?.description == words)
    }

    @Test("a receipt comes back as it was, and one that is none of ours names nothing")
    func receipts() {
        let receipt = RunReceipt(run: "12", sent: 5, isTaken: true)
        #expect(RunReceipt(receipt.receipt) == receipt)
        for other in ["", "asked", "[]", #"{"unsent":{}}"#] {
            #expect(RunReceipt(HandOffReceipt(other)) == RunReceipt())
        }
        #expect(RunReceipt(nil) == RunReceipt())
    }

    @Test(
        "a server's words are found, whatever their form",
        arguments: [
            (#"{"message":"403 Forbidden"}"#, "403 Forbidden"),
            (#"{"message":{"base":["Reference not found"]}}"#, "Reference not found"),
            (
                #"{"error":"insufficient_scope","error_description":"It needs api."}"#,
                "insufficient_scope; It needs api."
            ),
            (#"{"message":"No","errors":[{"resource":"x","message":"twice"}],"documentation_url":"u"}"#, "No; twice"),
            (#"{"errors":[{"status":"404","title":"not found","detail":"No workspace"}]}"#, "not found; No workspace"),
            (#"<html>"#, ""), ("", ""), (#"{"other":"x"}"#, ""), (#"{"message":"a s3cret b"}"#, "a … b"),
        ])
    func words(body: String, words: String) {
        #expect(RefusalWords.of(Array(body.utf8), without: "s3cret") == words)
    }

    @Test("an observation that was kept before there was evidence is read")
    func observations() throws {
        let old = #"{"live":{"at":"aabb"}}"#
        #expect(
            try JSONDecoder().decode(Observation.self, from: Data(old.utf8)) == .live(at: CommitID(hex: "aabb")))
        let new = Observation.live(at: CommitID(hex: "aabb"), evidence: "the plan creates 2")
        #expect(try JSONDecoder().decode(Observation.self, from: JSONEncoder().encode(new)) == new)
    }
}
