import Foundation
import TestServers
import Testing

/// The built program's own standard output.
@Suite("Standard output")
struct StandardOutputTests {
    private func shell(_ script: String) throws -> CommandResult {
        let folder = Bundle.main.executableURL?.deletingLastPathComponent()
        let program = try #require(folder?.appendingPathComponent("sluice").path)
        return try run(["bash", "-o", "pipefail", "-c", script, program], allowFailure: true)
    }

    @Test("A reader that leaves at the first byte of what fits into a pipe is no trouble")
    func reader() throws {
        for _ in 0..<20 {
            let result = try shell("\"$0\" completions bash | head -c 1 | cat >/dev/null")
            #expect(result.status == 0)
        }
    }

    @Test("What cannot be written is a failure", arguments: ["completions bash", "--help", "version -o json"])
    func full(words: String) throws {
        #expect(try shell("\"$0\" \(words) >/dev/full").status == 1)
    }
}
