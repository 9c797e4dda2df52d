import Promotion
import Testing

@testable import GitRepositories

@Suite("Object ids")
struct ObjectIDTests {
    @Test(
        "Forty hex digits there and back",
        arguments: ["0123456789abcdef0123456789abcdef01234567", String(repeating: "0", count: 40)])
    func round(hex: String) {
        #expect(ObjectID(hex: hex)?.hex == hex)
        #expect(ObjectID(hex: hex)?.commit.hex == hex)
    }

    @Test(
        "Anything else is none",
        arguments: ["", "0", String(repeating: "g", count: 40), String(repeating: "0", count: 41)])
    func invalid(hex: String) {
        #expect(ObjectID(hex: hex) == nil)
    }
}
