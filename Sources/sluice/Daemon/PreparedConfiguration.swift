import Configurations
import Engine
import Foundation
import GitRepositories
import Promotion
import SSHTransport
import Secrets
import Web
import Webhooks

/// A configuration that can be put in force: loaded, and every secret that the daemon itself needs was read.
struct PreparedConfiguration: Sendable {
    let directory: String
    /// Of the files as they were right before they were read.
    let fingerprint: String
    let configuration: Configuration
    let secrets: SystemSecrets
    let access: AccessControl
    /// By name.
    let webhooks: [String: WebhookReceiver]
    let signingKey: SigningKey?
    /// PEM.
    let tlsKey: [UInt8]?
    let texts: ConfiguredTexts

    var settings: Settings { configuration.settings }

    /// Throws everything that is wrong, not only the first.
    ///
    /// Blocks while it reads files: not for Swift's cooperative threads.
    init(directory: String, environment: [String: String]) throws(ConfigurationRefusal) {
        self.directory = directory
        fingerprint = Configuration.fingerprint(directory: directory)
        do {
            configuration = try ConfigurationLoader.load(directory: directory)
        } catch {
            throw ConfigurationRefusal(lines: error.issues.map(\.description))
        }
        let settings = configuration.settings
        let secrets = SystemSecrets(environment: environment, directory: directory)
        self.secrets = secrets
        var findings: [String] = []
        access = AccessControl(
            tokenHashes: Self.tokenHashes(settings, secrets, &findings),
            environments: Array(configuration.environments.keys),
            grants: Self.grants(settings))
        webhooks = Self.webhooks(settings, secrets, &findings)
        signingKey = Self.signingKey(settings, secrets, &findings)
        tlsKey = settings.tls.flatMap { tls in
            findings.taking("tls.key") { () throws(Problem) in try secrets.read(tls.key).bytes }
        }
        texts = ConfiguredTexts(configuration.environments.values, &findings)
        guard findings.isEmpty else { throw ConfigurationRefusal(lines: findings) }
    }

    private static func tokenHashes(
        _ settings: Settings, _ secrets: SystemSecrets, _ findings: inout [String]
    ) -> [String: String] {
        var hashes: [String: String] = [:]
        for user in settings.users.values.sorted(by: { $0.name < $1.name }) {
            switch user.token {
            case .sha256(let hash): hashes[user.name] = hash
            case .secret(let secret):
                hashes[user.name] = findings.taking("users.\(user.name).token") { () throws(Problem) in
                    let token = try secrets.text(secret)
                    guard token.utf8.count >= 16 else {
                        throw .permanent(
                            "The token is shorter than 16 bytes.", remedy: "`openssl rand -hex 24` makes one.")
                    }
                    return AccessControl.hash(token)
                }
            }
            if let hash = hashes[user.name], let twin = hashes.first(where: { $0.value == hash && $0.key != user.name })
            {
                findings.append("users.\(user.name): \(twin.key) has the same token; give each user one of their own.")
            }
        }
        return hashes
    }

    private static func grants(_ settings: Settings) -> [AccessControl.Grant] {
        settings.roles.flatMap { grant in
            settings.users.keys.filter { settings.isMember($0, of: grant.who) }.map {
                AccessControl.Grant(user: $0, role: grant.role, environments: grant.environments.map(Set.init))
            }
        }
    }

    private static func webhooks(
        _ settings: Settings, _ secrets: SystemSecrets, _ findings: inout [String]
    ) -> [String: WebhookReceiver] {
        var receivers: [String: WebhookReceiver] = [:]
        for (name, webhook) in settings.webhooks.sorted(by: { $0.key < $1.key }) {
            receivers[name] = findings.taking("webhooks.\(name).secret") { () throws(Problem) in
                try WebhookReceiver(webhook, secrets: secrets)
            }
        }
        return receivers
    }

    private static func signingKey(
        _ settings: Settings, _ secrets: SystemSecrets, _ findings: inout [String]
    ) -> SigningKey? {
        switch settings.git.signing {
        case .key(let secret, let passphrase):
            findings.taking("git.signing.ssh") { () throws(Problem) in
                let text = String(decoding: try secrets.read(secret).bytes, as: UTF8.self)
                let words = try passphrase.map { secret throws(Problem) in SSHSecret(try secrets.text(secret)) }
                do {
                    return try SigningKey(SSHSecret(text), passphrase: words)
                } catch {
                    throw .permanent("The key \(secret) cannot sign commits: \(error).")
                }
            }
        case .agent(let path):
            findings.taking("git.signing.agent") { () throws(Problem) in
                let line = String(decoding: try secrets.read(.file(path)).bytes, as: UTF8.self)
                do {
                    return try SigningKey(agentKey: line)
                } catch {
                    throw .permanent("\(path) names no key that can sign commits: \(error).")
                }
            }
        case nil: nil
        }
    }

    /// What the engine runs.
    var definitions: Definitions {
        Definitions(
            pipelines: configuration.pipelines, environments: configuration.environments,
            groups: settings.users.mapValues { Set($0.groups) },
            emails: settings.users.mapValues { Set($0.emails.map { $0.lowercased() }) },
            subscribers: settings.notifications.map { .init(name: $0.name, topics: $0.topics) },
            commitSubject: settings.git.message, publicURL: settings.publicURL,
            applications: settings.applicationRepositories,
            statusForges: Set(settings.forges.filter(\.value.commitStatuses).keys))
    }
}

/// Why a configuration is not put in force: a line for each thing that is wrong.
struct ConfigurationRefusal: Error, CustomStringConvertible {
    let lines: [String]

    var description: String { lines.joined(separator: "\n") }
}

extension [String] {
    /// The value, or nil and one finding more.
    fileprivate mutating func taking<Value>(_ place: String, _ body: () throws(Problem) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            append("\(place): \(error)")
            return nil
        }
    }
}
