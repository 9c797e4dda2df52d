internal import Foundation

/// The `ssh` to run: its words, its environment, and the memory files that both name.
///
/// Nothing is read from a person's or the system's configuration, nothing is asked, and no host key is ever accepted that
/// known_hosts does not have.
struct OpenSSHCommand {
    private(set) var arguments: [String] = ["ssh"]
    private(set) var environment: [String: String] = [:]
    /// They exist while these are held.
    private var files: [MemoryFile] = []
    private var passphraseProgram: PassphraseProgram?
    private let log: MemoryFile

    /// For a git service: `remoteCommand` goes to the server's shell.
    init(
        _ endpoint: SSHEndpoint, identity: SSHIdentity, key: PrivateKey?, remoteCommand: String, deadline: Deadline
    ) throws(OpenSSHProblem) {
        guard let log = MemoryFile("") else { throw .noMemoryFile }
        self.log = log
        for name in ["PATH", "HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK"] {
            environment[name] = ProcessInfo.processInfo.environment[name]
        }
        // Its words are read by `OpenSSHDiagnosis`, in English.
        environment["LC_ALL"] = "C"
        var options = try common(identity, deadline)
        options += try credentials(identity, key)
        if let proxy = try proxy(identity, options) { options.append("ProxyCommand=\(proxy)") }
        arguments += ["-F", "none", "-T", "-E", log.path] + options.flatMap { ["-o", $0] }
        arguments += ["-p", "\(endpoint.port)", "-l", endpoint.user, "--", endpoint.host, remoteCommand]
    }

    private func common(_ identity: SSHIdentity, _ deadline: Deadline) throws(OpenSSHProblem) -> [String] {
        var files: [String] = []
        for path in identity.knownHosts { files.append("\"\(try configured(path))\"") }
        let seconds = max(1, deadline.remaining.components.seconds)
        return [
            "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(files.joined(separator: " "))",
            "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no", "VerifyHostKeyDNS=no", "CheckHostIP=no",
            "PreferredAuthentications=publickey", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no",
            "ConnectTimeout=\(seconds)", "ConnectionAttempts=1", "ServerAliveInterval=15", "ServerAliveCountMax=3",
            "ControlMaster=no", "ControlPath=none", "ForwardAgent=no", "ClearAllForwardings=yes",
            "PermitLocalCommand=no", "EscapeChar=none", "LogLevel=INFO",
        ]
    }

    private mutating func credentials(_ identity: SSHIdentity, _ key: PrivateKey?) throws(OpenSSHProblem) -> [String] {
        var options: [String] = []
        switch identity.key {
        case .agent(let socket, let publicKey):
            if let socket { environment["SSH_AUTH_SOCK"] = socket }
            // With a public key as the identity, the agent is asked for this one only.
            let chosen = try publicKey.map { text throws(OpenSSHProblem) in try memoryFile(text + "\n").path }
            options += [
                "BatchMode=yes", "IdentitiesOnly=\(chosen == nil ? "no" : "yes")", "IdentityFile=\(chosen ?? "none")",
            ]
        case .file(let path, _):
            environment["SSH_AUTH_SOCK"] = nil
            options += ["IdentitiesOnly=yes", "IdentityFile=\"\(try configured(path))\""]
        case .memory(let text, _):
            environment["SSH_AUTH_SOCK"] = nil
            options += ["IdentitiesOnly=yes", "IdentityFile=\(try memoryFile(text.text).path)"]
        }
        if let key { options += try passphrase(key) }
        for option in identity.options {
            switch option {
            case .certificate(let path): options.append("CertificateFile=\"\(try configured(path))\"")
            case .securityKeyProvider(let path): options.append("SecurityKeyProvider=\"\(try configured(path))\"")
            case .jumpHost: break
            }
        }
        return options
    }

    /// `ssh` asks a program for a passphrase, and asks nothing at all in batch mode.
    private mutating func passphrase(_ key: PrivateKey) throws(OpenSSHProblem) -> [String] {
        guard key.header.isEncrypted, let passphrase = key.passphrase else { return ["BatchMode=yes"] }
        let program = try PassphraseProgram(passphrase)
        passphraseProgram = program
        environment.merge(program.environment) { $1 }
        return ["BatchMode=no", "NumberOfPasswordPrompts=2"]
    }

    /// What `ssh` itself had to say; standard error has the server's words.
    var messages: String { log.text(cap: 16 * 1024) }

    /// Whether `ssh` found that the passphrase does not decrypt the key.
    var wasPassphraseWrong: Bool { passphraseProgram?.wasAskedAgain ?? false }

    /// `-J` would not pass our options on to the first `ssh`; a ProxyCommand of the same options does. `ssh` expands
    /// percents in it, and gives it to a shell.
    private func proxy(_ identity: SSHIdentity, _ options: [String]) throws(OpenSSHProblem) -> String? {
        var inner: String?
        for case .jumpHost(let host) in identity.options {
            var words = ["ssh", "-F", "none", "-T"] + options.flatMap { ["-o", $0] }
            if let inner { words += ["-o", "ProxyCommand=\(inner)"] }
            words += ["-W", "\u{0}", "-p", "\(host.port)", "-l", host.user, "--", host.host]
            inner = words.map(Self.shellQuoted).joined(separator: " ").replacing("%", with: "%%")
                .replacing("'\u{0}'", with: "'[%h]:%p'")
        }
        return inner
    }

    private mutating func memoryFile(_ text: String) throws(OpenSSHProblem) -> MemoryFile {
        guard let file = MemoryFile(text) else { throw .noMemoryFile }
        files.append(file)
        return file
    }

    /// A path as a value of `ssh`'s configuration, to stand in double quotes: percents are expanded there, as are a
    /// tilde in front and `${NAME}`.
    private func configured(_ path: String) throws(OpenSSHProblem) -> String {
        guard !path.contains("${"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x5c })
        else {
            throw OpenSSHProblem("the path \(path.escaped) has characters that its configuration cannot hold")
        }
        return (path.hasPrefix("/") ? path : "./" + path).replacing("%", with: "%%")
    }

    private static func shellQuoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
