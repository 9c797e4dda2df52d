import Promotion
import Testing

@Suite("The marker of Sluice's texts")
struct MergeRequestMarkerTests {
    private let promotion = PromotionID(hex: stableHash(["p"]))

    private func marked(_ text: String) -> String { MergeRequestMarker.mark(text, .body, of: promotion) }

    @Test("A text with its marker is known again, as hosts give it back")
    func roundTrip() throws {
        let text = marked("### One\n\n- two  \n- three\n\n")
        for returned in [
            text, text.replacing("\n", with: "\r\n"), text + "\n\n", "  " + text.replacing("[//]", with: " [//]"),
        ] {
            let marker = try #require(MergeRequestMarker(in: returned))
            #expect(marker.kind == .body)
            #expect(marker.promotion == promotion)
        }
        for returned in [
            text, text.replacing("\n", with: "\r\n"), text + "\n \n", text.replacing("two  ", with: "two"),
        ] {
            #expect(try #require(MergeRequestMarker(in: returned)).stands(in: returned))
        }
    }

    @Test("Whatever a person changes in it is seen", arguments: ["### One", "- two", "\n\n[//]"])
    func changed(_ place: String) throws {
        let text = marked("### One\n\n- two")
        let changed = text.replacing(place, with: "mine\n" + place)
        #expect(try #require(MergeRequestMarker(in: changed)).stands(in: changed) == (changed == text))
        let longer = text + "\n\nPlease wait for Bob."
        #expect(try !#require(MergeRequestMarker(in: longer)).stands(in: longer))
    }

    @Test(
        "A text without a whole marker is nobody's",
        arguments: [
            "", "Hello", "[//]: # (sluice:body)", "[//]: # (sluice:body x y)", "[//]: # (other:body)",
            "[//]: # (sluice:nothing \(stableHash(["p"])) \(stableHash(["q"])))",
            "`[//]: # (sluice:body \(stableHash(["p"])) \(stableHash(["q"])))`",
            "[//]: # (sluice:body \(stableHash(["p"])) \(stableHash(["q"]).uppercased()))",
        ])
    func none(_ text: String) {
        #expect(MergeRequestMarker(in: text) == nil)
    }

    @Test("The last marker counts, so that a stranger's earlier one does not")
    func last() throws {
        let stranger = PromotionID(hex: stableHash(["stranger"]))
        let text = MergeRequestMarker.mark(MergeRequestMarker.mark("x", .comment, of: stranger), .body, of: promotion)
        #expect(MergeRequestMarker(in: text)?.promotion == promotion)
        #expect(MergeRequestMarker(in: text)?.stands(in: text) == true)
    }

    @Test("Its length is what it adds", arguments: MergeRequestMarker.Kind.allCases)
    func length(_ kind: MergeRequestMarker.Kind) {
        let text = MergeRequestMarker.mark("text", kind, of: promotion)
        #expect(text.utf16.count == 4 + MergeRequestMarker.length(kind, promotion))
    }
}
