import CYAML
import Testing

@testable import Manifests

struct SourceTextTests {
    @Test(
        "Finds the byte of every Unicode scalar",
        arguments: ["", "ascii only\r\n", "é", "\u{FEFF}é", "a😀b", String(repeating: "aé日😀\r\n", count: 100)])
    func offsets(text: String) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBufferPointer { buffer in
            let source = SourceText(buffer, file: "f")
            var expected = 0
            var index = 0
            for scalar in text.unicodeScalars {
                // libyaml does not count a byte order mark.
                if index > 0 || scalar != "\u{FEFF}" {
                    let mark = yaml_mark_t(index: index, line: 0, column: 0)
                    #expect(source.offset(of: mark) == expected)
                    index += 1
                }
                expected += UTF8.width(scalar)
            }
            let end = yaml_mark_t(index: index, line: 0, column: 0)
            #expect(source.offset(of: end) == bytes.count)
            let beyond = yaml_mark_t(index: index + 1000, line: 0, column: 0)
            #expect(source.offset(of: beyond) == bytes.count)
        }
    }

    @Test(
        "Knows UTF-16 with and without a byte order mark",
        arguments: [
            ([0xFF, 0xFE, 0x61, 0], true), ([0xFE, 0xFF, 0, 0x61], true), ([0x61, 0], true), ([0, 0x61], true),
            ([0x61, 0x3A], false), ([0xEF, 0xBB, 0xBF], false), ([0x61], false), ([], false),
        ] as [([UInt8], Bool)])
    func encodings(bytes: [UInt8], isUTF16: Bool) {
        #expect(bytes.withUnsafeBufferPointer { $0.isUTF16 } == isUTF16)
    }
}
