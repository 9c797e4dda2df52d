internal import Foundation

/// OpenSSH's `ssh-keygen`, for what it knows best: opening keys of every format and cipher, and signing by an agent.
///
/// It runs as a child; keys and passphrases are given to it in memory, never on a disk, a command line or in an
/// environment. Blocks, by its deadline at most.
package enum OpenSSHKeyTool {
    /// A private key as an OpenSSH private key without a passphrase.
    package static func opened(
        _ key: SSHSecret, passphrase: SSHSecret?, deadline: Deadline
    ) throws(OpenSSHProblem) -> SSHSecret {
        guard let header = PrivateKeyHeader(key.text) else {
            throw OpenSSHProblem("it is not a private key in OpenSSH or PEM format")
        }
        if header.isEncrypted, passphrase == nil { throw OpenSSHProblem("it is encrypted, and no passphrase is named") }
        // Without its last line break OpenSSH does not know its own format.
        guard let file = MemoryFile(key.text.hasSuffix("\n") ? key.text : key.text + "\n") else { throw .noMemoryFile }
        // Whatever it may want to ask, it must not ask at a terminal.
        let program = try PassphraseProgram(passphrase ?? SSHSecret(""))
        let answer = try run(
            ["-q", "-p", "-N", "", "-f", file.path], environment: program.environment, deadline: deadline)
        guard answer.status == 0 else {
            throw OpenSSHProblem(
                answer.errors.contains("incorrect passphrase")
                    ? "the passphrase does not decrypt it" : "ssh-keygen cannot read it: \(said(answer))")
        }
        return SSHSecret(file.text(cap: PrivateKey.cap))
    }

    /// The armoured signature of some bytes (OpenSSH's PROTOCOL.sshsig) by the one of an agent's keys that `publicKey`
    /// names, a line as in a `.pub` file. `socket` is the agent's; nil: `$SSH_AUTH_SOCK`.
    package static func signature(
        of bytes: [UInt8], namespace: String, byAgentKey publicKey: String, socket: String? = nil, deadline: Deadline
    ) throws(OpenSSHProblem) -> String {
        guard let file = MemoryFile(publicKey + "\n") else { throw .noMemoryFile }
        guard let socket = socket ?? ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"], !socket.isEmpty else {
            throw OpenSSHProblem("there is no agent: SSH_AUTH_SOCK is not set")
        }
        let answer = try run(
            ["-q", "-Y", "sign", "-n", namespace, "-U", "-f", file.path], environment: ["SSH_AUTH_SOCK": socket],
            input: bytes, deadline: deadline)
        let signature = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
        guard answer.status == 0, signature.hasPrefix("-----BEGIN SSH SIGNATURE-----") else {
            throw OpenSSHProblem("the agent did not sign: \(said(answer))")
        }
        return signature
    }

    private static func run(
        _ arguments: [String], environment: [String: String], input: [UInt8] = [], deadline: Deadline
    ) throws(OpenSSHProblem) -> ChildProcess.Answer {
        var environment = environment
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        environment["LC_ALL"] = "C"
        let child: ChildProcess
        do {
            child = try ChildProcess(["ssh-keygen"] + arguments, environment: environment)
        } catch {
            throw OpenSSHProblem("ssh-keygen cannot be started: \(error.description)")
        }
        guard let answer = child.answer(to: input, by: deadline) else {
            throw OpenSSHProblem("ssh-keygen did not end in time")
        }
        return answer
    }

    /// The last of its words, which come after prompts and warnings.
    private static func said(_ answer: ChildProcess.Answer) -> String {
        answer.errors.split(whereSeparator: \.isNewline).last.map { String($0).escaped } ?? "it said nothing"
    }
}
