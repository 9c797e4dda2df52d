import Foundation
import TestServers
import Testing

@testable import SSHTransport

/// What a key file tells before it is decrypted, on files that ssh-keygen made.
@Suite("Private key files") struct PrivateKeyHeaderTests {
    @Test(
        "type and encryption",
        arguments: [
            ("ed25519", "", "ssh-ed25519"), ("rsa", "", "ssh-rsa"), ("ecdsa", "", "ecdsa-sha2-nistp256"),
            ("rsa", "PEM", "ssh-rsa"), ("ecdsa", "PEM", "ecdsa-sha2"), ("rsa", "PKCS8", "ssh-rsa"),
            ("ecdsa", "PKCS8", "ecdsa-sha2"),
        ], ["", "secret"])
    func header(form: (type: String, format: String, expected: String), passphrase: String) throws {
        let directory = try TemporaryDirectory("key")
        let path = directory.file("key")
        let format = form.format.isEmpty ? [] : ["-m", form.format]
        try run(["ssh-keygen", "-q", "-a", "1", "-t", form.type, "-N", passphrase, "-f", path] + format)
        let header = try #require(PrivateKeyHeader(try String(contentsOfFile: path, encoding: .utf8)))
        #expect(header.isEncrypted == !passphrase.isEmpty)
        let hidesType = form.format == "PKCS8" && header.isEncrypted
        #expect(header.type == (hidesType ? nil : form.expected))
        if form.format.isEmpty {
            let line = try String(contentsOfFile: path + ".pub", encoding: .utf8).split(separator: " ")
            #expect(header.publicKey.map { Data($0).base64EncodedString() } == String(line[1]))
        }
    }

    @Test(
        "what is no private key",
        arguments: [
            "", "ssh-ed25519 AAAA", "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\n!\n-----END OPENSSH PRIVATE KEY-----",
            "-----BEGIN OTHER PRIVATE KEY-----\nAAAA\n-----END OTHER PRIVATE KEY-----",
        ])
    func none(text: String) { #expect(PrivateKeyHeader(text) == nil) }

    @Test("a truncated key never crashes the reader") func truncated() throws {
        let directory = try TemporaryDirectory("key")
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.file("key")])
        let text = try String(contentsOfFile: directory.file("key"), encoding: .utf8)
        for count in 0..<text.count {
            _ = PrivateKeyHeader(String(text.prefix(count)) + "\n-----END OPENSSH PRIVATE KEY-----\n")
        }
    }

    @Test("secrets show nowhere") func secret() {
        let identity = SSHIdentity(
            key: .memory(SSHSecret("PEM-TEXT"), passphrase: SSHSecret("hunter2")), knownHosts: [])
        var dumped = ""
        dump(identity, to: &dumped)
        for text in ["\(identity)", String(reflecting: identity), dumped] {
            #expect(!text.contains("hunter2") && !text.contains("PEM-TEXT"))
        }
    }
}
