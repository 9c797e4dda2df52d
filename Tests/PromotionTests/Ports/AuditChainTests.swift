import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The audit log's chain")
struct AuditChainTests {
    private let record = AuditRecord(
        at: Date(timeIntervalSince1970: 1_795_521_600.25), actor: "alice", action: "approved", pipeline: "web",
        environment: "prod", promotion: PromotionID(hex: "ab"), release: ReleaseID(hex: "cd"),
        commit: CommitID(hex: "ef"),
        message: "It's \"fine\" / \\ \n\u{1}\u{7F} ü 🚀")

    @Test("a record has one JSON, and its hash is the one that sha256sum gives")
    func known() {
        let json = AuditChain.canonicalJSON(record)
        #expect(
            json == #"{"action":"approved","actor":"alice","at":"2026-11-24T12:00:00.2500000Z","commit":"ef","#
                + #""environment":"prod","message":"It's \"fine\" / \\ \n\u0001"# + "\u{7F}" + #" ü 🚀","#
                + #""pipeline":"web","promotion":"ab","release":"cd"}"#)
        #expect(
            AuditChain.hash(previous: AuditChain.start.hash, json: "{}")
                == "5508d2b710e64bc470079e1b211d9c58e21011e59d0559e422345dc19d659a75")
    }

    @Test("what is nil has no key")
    func sparse() {
        let record = AuditRecord(
            at: Date(timeIntervalSince1970: 0), actor: "sluice", action: "cut", pipeline: "web", message: "")
        #expect(
            AuditChain.canonicalJSON(record)
                == #"{"action":"cut","actor":"sluice","at":"1970-01-01T00:00:00.0000000Z","message":"","pipeline":"web"}"#
        )
    }

    @Test("the JSON reads back as the record, whatever the text")
    func roundTrip() throws {
        #expect(try AuditChain.record(json: AuditChain.canonicalJSON(record)) == record)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                let limit: UInt32 = Bool.random(using: &generator) ? 0x80 : 0x10FFFF
                guard let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &generator)) else { continue }
                text.unicodeScalars.append(scalar)
            }
            var changed = record
            changed.message = text
            changed.environment = nil
            changed.at += TimeInterval.random(in: 0...1e6, using: &generator)
            let json = AuditChain.canonicalJSON(changed)
            #expect(try AuditChain.record(json: json) == changed)
            #expect(json.utf8.allSatisfy { $0 >= 0x20 })
        }
    }

    @Test("a hash depends on the record and on the one before it")
    func depends() {
        let first = AuditChain.hash(previous: AuditChain.start.hash, json: "{}")
        #expect(AuditChain.hash(previous: first, json: "{}") != first)
        #expect(AuditChain.hash(previous: AuditChain.start.hash, json: "{ }") != first)
    }
}
