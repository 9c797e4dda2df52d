import Foundation
import GitRepositories
import Promotion
import SSHTransport
import TestServers
import Testing

extension RealServerTests {
    @Suite("Signed commits")
    struct SignedCommitTests {
        @Test(
            "git verify-commit accepts our signatures",
            arguments: [
                ["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"],
                ["-t", "ecdsa", "-b", "521"], ["-t", "rsa", "-b", "2048"], ["-t", "rsa", "-b", "3072", "-m", "PEM"],
            ], ["", "secret"])
        func verified(type: [String], passphrase: String) async throws {
            let keys = try KeyFolder(type, passphrase: passphrase)
            let key = try SigningKey(keys.text, passphrase: passphrase.isEmpty ? nil : SSHSecret(passphrase))
            #expect(try key.publicKey == keys.publicKey)
            try await keys.check(key)
        }

        @Test("An agent signs too", arguments: [["-t", "ed25519"], ["-t", "rsa", "-b", "2048"]])
        func agent(type: [String]) async throws {
            let keys = try KeyFolder(type)
            let agent = try SSHAgent(keys: [keys.file("key")])
            let key = try SigningKey(agentKey: keys.publicKey, socket: agent.socket)
            #expect(try key.publicKey == keys.publicKey)
            try await keys.check(key)
        }

        @Test("Where the agent does not sign, nothing is sent, and the reason is told")
        func agentWithoutKey() async throws {
            let keys = try KeyFolder(["-t", "ed25519"])
            let agent = try SSHAgent(keys: [])
            let fixture = try Fixture(signingKey: try SigningKey(agentKey: keys.publicKey, socket: agent.socket))
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            guard case .failed(let problem)? = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(problem.isTransient && problem.summary.contains("was not signed"), "\(problem)")
            #expect(try fixture.git("rev-list", "--count", "main") == "1")
        }
    }
}

/// A key pair on disk, and the file that says that git may believe it.
private struct KeyFolder {
    private let folder: TemporaryDirectory

    init(_ type: [String], passphrase: String = "") throws {
        folder = try TemporaryDirectory("keys")
        try run(["ssh-keygen", "-q", "-N", passphrase, "-C", "", "-f", folder.file("key")] + type)
    }

    func file(_ name: String) -> String { folder.file(name) }

    var text: SSHSecret {
        get throws { SSHSecret(try String(contentsOfFile: folder.file("key"), encoding: .utf8)) }
    }

    var publicKey: String {
        get throws {
            try String(contentsOfFile: folder.file("key.pub"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Several commits: an ECDSA signature's numbers have a leading zero now and then.
    func check(_ key: SigningKey) async throws {
        let allowed = try folder.write("sluice@example.com \(publicKey)\n", to: "allowed")
        let fixture = try Fixture(signingKey: key)
        for number in 1...3 {
            #expect(await fixture.send(.adding("\(number)\n", key: "p\(number)"))["p\(number)"]?.landed != nil)
            try fixture.git("-c", "gpg.ssh.allowedSignersFile=\(allowed)", "verify-commit", "main")
        }
        #expect(try fixture.git("fsck", "--strict", "--full") == "")
    }
}

@Suite("Signing keys")
struct SigningKeyTests {
    @Test("A locked, damaged, foreign or unsuitable key is refused in words without a byte of it")
    func refused() throws {
        let folder = try TemporaryDirectory("keys")
        func key(_ name: String, _ options: [String]) throws -> String {
            try run(["ssh-keygen", "-q", "-f", folder.file(name)] + options)
            return try String(contentsOfFile: folder.file(name), encoding: .utf8)
        }
        let plain = try key("plain", ["-t", "ed25519", "-N", ""])
        let encrypted = try key("encrypted", ["-t", "ed25519", "-N", "secret"])
        let cases: [(String, SSHSecret?, String)] = [
            (encrypted, nil, "no passphrase is named"),
            (encrypted, SSHSecret("secreT"), "the passphrase does not decrypt it"),
            (try key("rsa", ["-t", "rsa", "-b", "1024", "-N", ""]), nil, "less than 2048 bits"),
            (try key("dsa", ["-t", "dsa", "-N", ""]), nil, "ssh-dss"),
            (String(plain.dropLast(120)), nil, "not a private key"),
            (plain.replacingOccurrences(of: "b3Bl", with: "b3Bm"), nil, "damaged"),
            ("", nil, "not a private key"),
        ]
        for (text, passphrase, words) in cases {
            let problem = #expect(throws: SigningKeyProblem.self) {
                try SigningKey(SSHSecret(text), passphrase: passphrase)
            }
            #expect(problem?.description.contains(words) == true, "\(String(describing: problem))")
        }
        let good = try SigningKey(SSHSecret(plain))
        #expect("\(good) \(String(reflecting: good))" == "(signing key) (signing key)")
        var dumped = ""
        dump(good, to: &dumped)
        #expect(dumped.count < 40)
    }

    @Test("What names no key of an agent is refused", arguments: ["", "ed25519", "ssh-ed25519", "a-b AAAA\nc-d BBBB"])
    func agentKey(line: String) {
        #expect(throws: SigningKeyProblem.self) { try SigningKey(agentKey: line) }
    }
}
