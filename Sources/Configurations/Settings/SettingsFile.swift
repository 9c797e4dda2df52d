import Foundation

/// sluice.yaml as it was written.
struct SettingsDraft: Sendable {
    var settings: Settings
    var listen: Location
    var credentials: [Located<CredentialDraft>]
    var registries: [Located<String>]
    var users: [Entry<String, UserDraft>]
    var roles: [RoleDraft]
    var notifications: [Located<SubscriberDraft>]
}

/// The description of sluice.yaml.
let settingsFile: Value<SettingsDraft> = mapping(
    "sluice.yaml",
    optional(
        "listen", listenAddress.located, default: "127.0.0.1:8440",
        "The address and port of the API, the pages and the metrics."),
    optional("publicURL", httpURL, "Where people reach the daemon; links in notices and commits start with it."),
    optional(
        "tls", tlsFiles, "The daemon's certificate; without it the API speaks plain HTTP, for loopback or a proxy."),
    optional("store", storeLocation, default: "sqlite:state/sluice.db", "Where state and the audit log are kept."),
    required("git", gitSettings, "How commits are made."),
    optional(
        "credentials", list(of: credential.located),
        orEmpty: "How repositories and registries are reached. The entry with the longest matching address is taken."),
    optional(
        "registries", table(from: registryHost, to: registrySettings),
        orEmpty: "Registries that need more than the defaults, by host."),
    optional(
        "forges", table(from: name(of: "a forge", example: "gitlab"), to: forgeSettings),
        orEmpty: "Git hosts with an API, for merge requests and commit statuses, by a name of your own."),
    optional("users", table(from: userName, to: user), orEmpty: "Who may speak to the API, by name."),
    optional("roles", list(of: roleGrant), orEmpty: "Who may do what."),
    optional("notifications", list(of: subscriber.located), orEmpty: "Who is told what happens."),
    optional(
        "webhooks", table(from: webhookName, to: incomingWebhook),
        orEmpty: "Who may say that something changed, by name, at the address /webhooks/NAME; see docs/webhooks.md."),
    optional(
        "interval", duration(1...604_800), default: "5m",
        "How often sources and branches are looked at that name no interval of their own; some jitter is added."),
    optional("log", logSettings, orDefaults: "What is logged, and how."),
    later: []
) {
    listen, publicURL, tls, store, git, credentials, registries, forges, users, roles, notifications, webhooks,
    interval, log in
    SettingsDraft(
        settings: Settings(
            listen: listen.value, publicURL: publicURL, tls: tls, store: store, git: git,
            gitCredentials: credentials.compactMap {
                if case .git(let credential) = $0.value { credential } else { nil }
            },
            gitTokenCredentials: credentials.compactMap {
                if case .token(let credential) = $0.value { credential } else { nil }
            },
            registryCredentials: credentials.compactMap {
                if case .registry(let credential) = $0.value { credential } else { nil }
            },
            registries: Dictionary(registries.map { ($0.key.value, $0.value) }) { first, _ in first },
            forges: Dictionary(forges.map { ($0.key.value, $0.value) }) { first, _ in first },
            users: Dictionary(users.map { ($0.key.value, $0.value.user(named: $0.key.value)) }) { first, _ in first },
            roles: roles.map(\.grant), notifications: notifications.map(\.value.subscriber),
            webhooks: Dictionary(webhooks.map { ($0.key.value, $0.value) }) { first, _ in first },
            interval: interval, log: log),
        listen: listen.location, credentials: credentials, registries: registries.map(\.key), users: users,
        roles: roles, notifications: notifications)
}

private let tlsFiles = mapping(
    "tls",
    required("certificate", path("a PEM file", example: "keys/tls.pem"), "The certificate, with the chain below it."),
    required("key", secret, "Its private key: a PEM file, or a variable that holds its text.")
) { TLSFiles(certificate: $0, key: $1) }

private let storeLocation = text(
    TextShape(name: "a store", example: "sqlite:state/sluice.db", pattern: "^sqlite:.+$")
) { (text: String, decoding) throws(Complaint) in
    guard text.hasPrefix("sqlite:"), text.utf8.count > "sqlite:".utf8.count else {
        throw Complaint(
            "\(quoted(text)) is not a store; write sqlite: and the path of a file, such as sqlite:state/sluice.db")
    }
    return StoreLocation.sqlite(path: decoding.absolute(String(text.dropFirst("sqlite:".count))))
}

private let logSettings = mapping(
    "log",
    optional(
        "level",
        word(
            "a log level",
            [
                "trace": (LogSettings.Level.trace, "Every step."), "debug": (.debug, "What explains a decision."),
                "info": (.info, "What happens."), "notice": (.notice, "What people want to know."),
                "warning": (.warning, "What somebody should look at."), "error": (.error, "What does not work."),
            ]), default: "info", "The least important messages that are logged."),
    optional(
        "format",
        word(
            "a log format",
            [
                "auto": (LogSettings.Format.auto, "Text on a terminal, JSON otherwise."),
                "text": (.text, "Lines for people."), "json": (.json, "One JSON object a line."),
            ]), default: "auto", "How messages are written.")
) { LogSettings(level: $0, format: $1) }
