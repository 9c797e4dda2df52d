import HTTPTransport
import Testing

@testable import Registries

@Suite("Tag table")
struct TagTableTests {
    @Test("has each tag once, however many there are", arguments: [0, 1, 1023, 1024, 20_000])
    func manyTags(_ count: Int) {
        var table = TagTable()
        var list: [String] = []
        let tags = (0..<count).map { "v1.\($0)" }
        for tag in tags + tags.reversed() { _ = table.append(tag, to: &list) }
        #expect(list == tags)
    }

    @Test(
        "answers as a set does, for tags of every length that differ in one byte", arguments: 0..<50 as Range<UInt64>)
    func property(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var table = TagTable()
        var list: [String] = []
        var known: Set<String> = []
        for _ in 0..<500 {
            let length = Int.random(in: 0...40, using: &generator)
            let place = Int.random(in: 0...40, using: &generator)
            let tag = String((0..<length).map { $0 == place ? "b" : "a" })
            let isNew = table.append(tag, to: &list)
            #expect(isNew == known.insert(tag).inserted, "\(tag)")
        }
        #expect(Set(list) == known && list.count == known.count)
    }
}
