import HTTPTransport
import Testing

@testable import Registries

@Suite("Tag collector")
struct TagCollectorTests {
    @Test(
        "keeps the first of every tag, in order, whatever pages the tags come in", arguments: 0..<100 as Range<UInt64>)
    func property(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let isSorted = Bool.random(using: &generator)
        var tags = (0..<Int.random(in: 0...60, using: &generator)).map { _ in "v\(generator.next() % 40)" }
        if isSorted { tags.sort() }
        var collector = TagCollector()
        var expected: [String] = []
        var rest = tags[...]
        while !rest.isEmpty {
            let page = Array(rest.prefix(Int.random(in: 1...20, using: &generator)))
            rest = rest.dropFirst(page.count)
            let before = expected.count
            for tag in page where !expected.contains(tag) { expected.append(tag) }
            let hasNew = collector.add(page, bytes: 1)
            #expect(hasNew == (expected.count > before))
        }
        #expect(collector.all == expected)
    }

    @Test("counts empty pages in a row, and bytes")
    func counts() {
        var collector = TagCollector()
        for (page, empty) in [([], 1), ([], 2), (["a"], 0), ([], 1)] as [([String], Int)] {
            let isFine = collector.add(page, bytes: 5)
            #expect(isFine)
            #expect(collector.emptyPages == empty)
        }
        #expect(collector.bytes == 20)
    }
}
