import Testing

@testable import Manifests

struct UsualTextTests {
    private func holds(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { UsualText.holds($0, from: 0) } }

    @Test(
        "Takes the characters that libyaml reads and that end no line",
        arguments: ["", "a: b\n", "a\r\nb", "\t", "~", "é", "\u{A0}", "日本語", "\u{FFFD}", "😀", "\u{10FFFF}", "\u{E000}"])
    func takes(text: String) {
        for shift in 0..<9 { #expect(holds(Array(repeating: 0x78, count: shift) + Array(text.utf8) + [0x78])) }
        #expect(holds(Array(text.utf8)))
    }

    @Test(
        "Takes no others",
        arguments: [
            [0], [7], [0x1F], [0x7F], [0x0D], [0x0D, 0x0D, 0x0A], [0x80], [0xC2, 0x80], [0xC2, 0x85], [0xC2, 0x9F],
            [0xC2],
            [0xC1, 0x81], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xE2, 0x80], [0xE0, 0x81, 0x81], [0xED, 0xA0, 0x80],
            [0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xC3, 0x28], [0xFF], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func refuses(bytes: [UInt8]) {
        for shift in 0..<9 { #expect(!holds(Array(repeating: 0x78, count: shift) + bytes + [0x78])) }
        #expect(!holds(bytes))
    }

    @Test("Agrees with libyaml on every character")
    func agrees() throws {
        for value in (0...0xFFFF).map(UInt32.init) where value % 7 == 0 || value < 0x3000 || value > 0xD700 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array("# \(scalar)\na".utf8)
            guard holds(bytes) else { continue }
            #expect(throws: Never.self, "\(value)") { try YAMLTree.parse(bytes, file: "f.yaml") }
        }
    }
}
