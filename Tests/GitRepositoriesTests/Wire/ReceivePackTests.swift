import Testing

@testable import GitRepositories

@Suite("Speaking receive-pack")
struct ReceivePackTests {
    private static let one = String(repeating: "1", count: 40)
    private static let two = String(repeating: "2", count: 40)
    private static let main = "refs/heads/main"

    private func packets(_ lines: String?...) -> [UInt8] {
        lines.flatMap { line in line.map(PacketLine.encode) ?? PacketLine.flush }
    }

    private func advertisement(_ capabilities: String) -> [UInt8] {
        packets(
            "\(Self.one) \(Self.main)\0 \(capabilities)\n", "\(Self.two) refs/tags/v1\n", "\(Self.one) .have\n", nil)
    }

    private func update(_ ref: String = main) throws -> RefUpdate {
        RefUpdate(ref: ref, old: try #require(ObjectID(hex: Self.one)), new: try #require(ObjectID(hex: Self.two)))
    }

    @Test("The advertisement names refs and capabilities", arguments: [1, 7, 100_000])
    func advertised(piece: Int) throws {
        let service = try ReceivePack(FakeChannel(advertisement("report-status agent=git/2"), piece: piece))
        #expect(service.advertisement.refs.keys.sorted() == [Self.main, "refs/tags/v1"])
        #expect(service.advertisement.refs[Self.main]?.hex == Self.one)
        #expect(service.advertisement.value(of: "agent") == "git/2")
        #expect(service.advertisement.others.map(\.hex) == [Self.one], "what it has without a name")
    }

    @Test("An empty repository advertises no ref")
    func empty() throws {
        let zero = String(repeating: "0", count: 40)
        let service = try ReceivePack(FakeChannel(packets("\(zero) capabilities^{}\0report-status\n", nil)))
        #expect(service.advertisement.refs.isEmpty)
    }

    @Test("Only what is offered is asked for; commands, options and pack in one piece")
    func sent() throws {
        let plain = FakeChannel(advertisement("report-status"))
        try ReceivePack(plain).send([try update()], pack: [1, 2, 3], options: ["ci.skip"])
        let line = "\(Self.one) \(Self.two) \(Self.main)\0 report-status agent=sluice"
        #expect(plain.written == packets(line, nil) + [1, 2, 3])

        let rich = FakeChannel(advertisement("report-status side-band-64k atomic push-options object-format=sha1"))
        try ReceivePack(rich).send([try update(), try update("refs/heads/x")], pack: [9], options: ["ci.skip"])
        let first =
            "\(Self.one) \(Self.two) \(Self.main)\0 report-status side-band-64k atomic push-options object-format=sha1 agent=sluice"
        #expect(rich.written == packets(first, "\(Self.one) \(Self.two) refs/heads/x", nil, "ci.skip", nil) + [9])
    }

    @Test("The report comes plain or through the side band, with the hooks' words")
    func report() throws {
        var plain = try ReceivePack(
            FakeChannel(advertisement("report-status") + packets("unpack ok\n", "ng \(Self.main) hook declined\n", nil))
        )
        #expect(try plain.report().refs == [Self.main: .rejected("hook declined")])

        let inner = packets("unpack ok\n", "ok \(Self.main)\n", nil)
        let bands =
            PacketLine.encode([2] + Array("hello\u{1B}[31m\nworld\n".utf8))
            + PacketLine.encode([1] + inner.prefix(9)) + PacketLine.encode([1] + inner.dropFirst(9)) + PacketLine.flush
        var banded = try ReceivePack(FakeChannel(advertisement("report-status side-band-64k") + bands))
        let report = try banded.report()
        #expect(report.refs == [Self.main: .ok])
        #expect(report.serverWords == "hello[31m; world")
    }

    @Test(
        "Servers that talk nonsense are told apart from those that end",
        arguments: [
            "", "zzzz", "0003", "0005", "<html><body>502 Bad Gateway</body></html>", "0009ERR x", "000bgarbage",
        ])
    func nonsense(text: String) {
        #expect(throws: (any Error).self) { try ReceivePack(FakeChannel(Array(text.utf8))) }
    }

    @Test("A repository of another object format is refused as that")
    func sha256() {
        let id = String(repeating: "1", count: 64)
        #expect(throws: WrongObjectFormat.self) {
            try ReceivePack(FakeChannel(packets("\(id) \(Self.main)\0report-status object-format=sha256\n", nil)))
        }
    }

    @Test("Random bytes never crash the reader", arguments: 0..<200)
    func random(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let bytes = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
            Bool.random(using: &generator)
                ? UInt8.random(in: 0...255, using: &generator)
                : Array("0123456789abcdef ".utf8).randomElement(using: &generator)!
        }
        let whole = advertisement("report-status side-band-64k") + bytes
        _ = try? ReceivePack(FakeChannel(bytes))
        if var service = try? ReceivePack(FakeChannel(whole)) { _ = try? service.report() }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
