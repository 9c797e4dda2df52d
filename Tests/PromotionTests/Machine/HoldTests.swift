import Foundation
import Promotion
import Testing

@Suite("Holds")
struct HoldTests {
    @Test(
        "A hold that was saved before holds had a kind is of the line where its reason says so",
        arguments: [("the line is stopped: fire", StageState.Hold.Kind.line), ("an incident", .stage)])
    func older(reason: String, kind: StageState.Hold.Kind) throws {
        let saved = #"{"by":"alice","at":800000000,"reason":"\#(reason)"}"#
        let hold = try JSONDecoder().decode(StageState.Hold.self, from: Data(saved.utf8))
        let at = Date(timeIntervalSinceReferenceDate: 800_000_000)
        #expect(hold == StageState.Hold(kind, by: "alice", at: at, reason: reason))
    }

    @Test("A hold is read as it was saved, whatever its reason says")
    func roundTrip() throws {
        for kind in [StageState.Hold.Kind.stage, .line, .rollback, .drift, .rebuilt] {
            let hold = StageState.Hold(kind, by: "bob", at: .distantPast, reason: "the line is stopped")
            #expect(try JSONDecoder().decode(StageState.Hold.self, from: JSONEncoder().encode(hold)) == hold)
        }
    }
}
