/// The program that OpenSSH asks for a passphrase: a script that prints another file, both in memory.
///
/// It notes that it was asked: `ssh` asks twice only if the first answer was wrong, and says nothing of that.
final class PassphraseProgram {
    private let secret: MemoryFile
    private let asked: MemoryFile
    private let script: MemoryFile

    init(_ passphrase: SSHSecret) throws(OpenSSHProblem) {
        guard let secret = MemoryFile(passphrase.text + "\n"), let asked = MemoryFile(""),
            let script = MemoryFile(
                "#!/bin/sh\necho >>\(asked.path)\nexec cat \(secret.path)\n", mode: 0o700)
        else { throw .noMemoryFile }
        (self.secret, self.asked, self.script) = (secret, asked, script)
    }

    /// What makes OpenSSH's programs ask this one, terminal or not.
    var environment: [String: String] { ["SSH_ASKPASS": script.path, "SSH_ASKPASS_REQUIRE": "force"] }

    var wasAskedAgain: Bool { asked.size > 1 }
}
