import SSHTransport
import TestServers
import Testing

/// The command line for the server's shell.
@Suite("A service's command") struct GitServiceTests {
    @Test("is what git sends")
    func plain() {
        #expect(GitService.uploadPack.command(path: "/a/b.git") == "git-upload-pack '/a/b.git'")
        #expect(GitService.receivePack.command(path: "it's!") == "git-receive-pack 'it'\\''s'\\!''")
    }

    @Test("gives any path to the program unchanged", arguments: ["sh", "bash", "dash"])
    func shell(shell: String) throws {
        var generator = SplitMix(seed: 7)
        let alphabet = Array("ab '\"\\$`!*?~#&|;<>(){}[]%é\t=-")
        for _ in 0..<40 {
            let length = Int.random(in: 1...20, using: &generator)
            let path = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            // printf plays the service.
            let words = GitService.uploadPack.command(path: path).trimmingPrefix("git-upload-pack")
            #expect(try run([shell, "-c", "printf '<%s>'" + words]).output == "<\(path)>")
        }
    }
}

/// A seeded generator, so that a failure can be seen again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
