import Foundation
import GitRepositories
import TestServers
import Testing

extension RealServerTests {
    @Suite("Signed commits")
    struct SignedCommitTests {
        @Test(
            "git verify-commit accepts our signatures",
            arguments: [["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"]])
        func verified(type: [String]) async throws {
            let folder = try TemporaryDirectory("keys")
            try run(["ssh-keygen", "-q", "-N", "", "-C", "", "-f", folder.file("key")] + type)
            let key = try SigningKey(openSSH: String(contentsOfFile: folder.file("key"), encoding: .utf8))
            let publicKey = try String(contentsOfFile: folder.file("key.pub"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(key.publicKey == publicKey)
            let allowed = try folder.write("sluice@example.com \(publicKey)\n", to: "allowed")
            let fixture = try Fixture(signingKey: key)
            for number in 1...3 {
                #expect(await fixture.send(.adding("\(number)\n", key: "p\(number)"))["p\(number)"]?.landed != nil)
                try fixture.git("-c", "gpg.ssh.allowedSignersFile=\(allowed)", "verify-commit", "main")
            }
            #expect(try fixture.git("fsck", "--strict", "--full") == "")
        }
    }
}

@Suite("Signing keys")
struct SigningKeyTests {
    @Test("An encrypted, damaged, foreign or unsuitable key is refused in words without a byte of it")
    func refused() throws {
        let folder = try TemporaryDirectory("keys")
        func key(_ name: String, _ options: [String]) throws -> String {
            try run(["ssh-keygen", "-q", "-f", folder.file(name)] + options)
            return try String(contentsOfFile: folder.file(name), encoding: .utf8)
        }
        let plain = try key("plain", ["-t", "ed25519", "-N", ""])
        let cases = [
            (try key("encrypted", ["-t", "ed25519", "-N", "secret"]), "encrypted"),
            (try key("rsa", ["-t", "rsa", "-b", "2048", "-N", ""]), "ssh-rsa"),
            (try key("pem", ["-t", "ecdsa", "-N", "", "-m", "PEM"]), "not an OpenSSH private key"),
            (String(plain.dropLast(120)), "not an OpenSSH private key"),
            (plain.replacingOccurrences(of: "b3Bl", with: "b3Bm"), "damaged"),
            ("", "not an OpenSSH private key"),
        ]
        for (text, word) in cases {
            let problem = #expect(throws: SigningKeyProblem.self) { try SigningKey(openSSH: text) }
            #expect(problem?.description.contains(word) == true, "\(String(describing: problem))")
        }
        let good = try SigningKey(openSSH: plain)
        #expect("\(good) \(String(reflecting: good))" == "(signing key) (signing key)")
        var dumped = ""
        dump(good, to: &dumped)
        #expect(dumped.count < 40)
    }
}
