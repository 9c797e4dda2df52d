import Foundation
import PortsTestKit
import TestServers
import Testing

@testable import Web

@Suite("Unified diff")
struct UnifiedDiffTests {
    @Test("The same text has none")
    func same() { #expect(UnifiedDiff.text(path: "a", before: Array("x\n".utf8), after: Array("x\n".utf8)).isEmpty) }

    @Test("A missing line end and a carriage return are shown")
    func ends() {
        let diff = UnifiedDiff.text(path: "a", before: Array("x\r\ny".utf8), after: Array("x\r\nz\n".utf8))
        #expect(diff == "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\\r\n-y\n\\ No newline at end of file\n+z\n")
    }

    @Test("git applies it, and has the new text then", arguments: 0..<40)
    func applies(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        func text(_ lines: [String]) -> String {
            lines.map { $0 + "\n" }.joined()
        }
        let old = (0..<Int.random(in: 0...60, using: &generator)).map { "line \($0 % 7)" }
        var new = old
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            let place = Int.random(in: 0...new.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: new.insert("inserted", at: place)
            case 1 where place < new.count: new.remove(at: place)
            default: if place < new.count { new[place] = "changed \(place)" }
            }
        }
        let diff = UnifiedDiff.text(path: "file", before: Array(text(old).utf8), after: Array(text(new).utf8))
        guard !diff.isEmpty else { return #expect(old == new) }
        let folder = try TemporaryDirectory("diff")
        try folder.write(text(old), to: "file")
        try run(["git", "apply", "--whitespace=nowarn", "-"], in: folder.path, input: diff)
        #expect(try String(contentsOfFile: folder.file("file"), encoding: .utf8) == text(new))
    }
}
