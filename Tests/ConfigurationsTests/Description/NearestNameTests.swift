import Testing

@testable import Configurations

@Suite("The nearest known name")
struct NearestNameTests {
    private let keys = ["environment", "after", "edits", "soakTime", "queue", "interruptSoak"]

    @Test(
        "Finds what was meant, and nothing where nothing is near",
        arguments: [
            ("enviroment", "environment"), ("soaktime", "soakTime"), ("sokaTime", "soakTime"), ("queu", "queue"),
            ("aftr", "after"), ("edit", "edits"), ("interupt_soak", "interruptSoak"), ("replicas", nil), ("", nil),
            ("x", nil),
        ] as [(String, String?)])
    func nearest(name: String, expected: String?) { #expect(nearestName(to: name, among: keys) == expected) }

    @Test("Of several equally near the first in the alphabet, in whatever order they come")
    func ties() {
        #expect(nearestName(to: "cat", among: ["hat", "bat"]) == "bat")
        #expect(nearestName(to: "cat", among: ["bat", "hat"]) == "bat")
    }

    @Test("Distances of random words keep the laws of a distance to themselves and to what one change makes")
    func changes() {
        var random = SplitMix(seed: 7)
        for _ in 0..<300 {
            let word = (0..<(4 + Int(random.next() % 12))).map { _ in random.letter() }
            var changed = word
            let index = Int(random.next() % UInt64(word.count))
            switch random.next() % 3 {
            case 0: changed.remove(at: index)
            case 1: changed.insert(random.letter(), at: index)
            default: changed[index] = random.letter()
            }
            #expect(nearestName(to: String(changed), among: [String(word)]) == String(word))
            #expect(nearestName(to: String(word), among: ["0000000000000000000000", String(word)]) == String(word))
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated.
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func letter() -> Character { Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(next() % 26))) }
}
