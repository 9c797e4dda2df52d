import Foundation

extension SSHServer {
    /// How a private key is written.
    package enum KeyFormat: String, Sendable, CaseIterable {
        case openSSH = "RFC4716"
        case pem = "PEM"
        case pkcs8 = "PKCS8"
    }

    /// Makes a key pair that the server accepts, and answers the private key's path; the public one has `.pub` behind it.
    package func makeKey(
        _ type: KeyType = .ed25519, passphrase: String = "", format: KeyFormat = .openSSH, readOnly: Bool = false
    ) throws -> String {
        let path = directory.file("key_\(UUID().uuidString.prefix(8))")
        let form = format == .openSSH ? [] : ["-m", format.rawValue]
        try run(["ssh-keygen", "-q", "-a", "1", "-N", passphrase, "-f", path] + type.arguments + form)
        try authorize(path + ".pub", readOnly: readOnly)
        return path
    }

    /// Accepts the key whose public half is in the file. A read-only key is refused anything but fetching, in words such
    /// as a host would use.
    package func authorize(_ publicKeyFile: String, readOnly: Bool = false) throws {
        var line = try String(contentsOfFile: publicKeyFile, encoding: .utf8)
        if readOnly {
            let script = try directory.write(
                """
                #!/bin/sh
                case "$SSH_ORIGINAL_COMMAND" in
                "git-upload-pack "*) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
                esac
                echo "ERROR: This deploy key does not have write access to this project." >&2
                exit 1

                """, to: "read-only", mode: 0o755)
            line = "command=\"\(script)\" \(line)"
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file("authorized_keys")))
        try file.seekToEnd()
        try file.write(contentsOf: Data(line.utf8))
        try file.close()
    }

    /// The server's public key of that type: its type and its base64.
    package func hostKey(_ type: KeyType = .ed25519) throws -> String {
        let text = try String(contentsOfFile: directory.file("host_\(type).pub"), encoding: .utf8)
        return text.split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// The host as known_hosts names it.
    package var knownHostsName: String { "[127.0.0.1]:\(port)" }

    /// Writes a known_hosts file with the server's keys of these types and answers its path.
    package func knownHosts(_ types: [KeyType] = [.ed25519]) throws -> String {
        let lines = try types.map { "\(knownHostsName) \(try hostKey($0))\n" }
        return try directory.write(lines.joined(), to: "known_hosts_\(UUID().uuidString.prefix(8))")
    }
}
