/// The description of `git`.
let gitSettings = mapping(
    "git",
    optional(
        "mirrors", path("a folder", example: "state/mirrors"), default: "state/mirrors",
        "Where bare mirrors of the repositories are kept. On a local disk; commits that are not sent yet live there."),
    required("author", identity, "Who commits are by."),
    optional("committer", identity, "Who committed them; the author where it is missing."),
    optional(
        "message",
        fixedTemplate(
            "a commit message's first line", example: "Promote ${pipeline} to ${environment}", allowsRelease: true),
        "The first line of commit messages, of `${pipeline}`, `${environment}` and `${release}`; Sluice's own where it is missing."
    ),
    optional("signing", signing, "How commits are signed; not at all where it is missing.")
) { GitSettings(mirrors: $0, author: $1, committer: $2 ?? $1, message: $3, signing: $4) }

private let identity = mapping(
    "a commit's author",
    required("name", identityName, "The name in commits."),
    required("email", emailAddress, "The address in commits.")
) { GitIdentity(name: $0, email: $1) }

private let signing: Value<CommitSigning> = mapping(
    "signing",
    optional(
        "ssh", secret,
        "A private key in OpenSSH's or PEM format: ed25519, ECDSA, or RSA of 2048 bits or more."),
    optional("passphrase", secret, "What the key is encrypted with."),
    optional(
        "agent", path("a .pub file", example: "keys/signing.pub"),
        "Instead of a private key the public one of a key that the SSH agent at SSH_AUTH_SOCK has."),
    rules: [.exactlyOne(["ssh", "agent"]), .needs("passphrase", "ssh")]
) { (key: $0, passphrase: $1, agent: $2) }
.map { draft, _, _ in
    if let key = draft.key { return .key(key, passphrase: draft.passphrase) }
    // Without one of them the rule above has refused the mapping.
    return draft.agent.map { .agent(publicKey: $0) }
}

private let identityName = text(TextShape(name: "a name", example: "Sluice", pattern: "^[^<>]+$", acceptsNumbers: true))
{
    (text: String, _) throws(Complaint) in
    guard !text.contains(where: { "<>".contains($0) }) else { throw Complaint("a name in commits has no `<` or `>`") }
    return text
}

let emailAddress = text(
    TextShape(name: "an e-mail address", example: "sluice@example.com", pattern: "^[^\\s<>@]+@[^\\s<>@]+$")
) {
    (text: String, _) throws(Complaint) in
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
        !text.contains(where: { $0.isWhitespace || "<>".contains($0) })
    else { throw Complaint("\(quoted(text)) is not an e-mail address") }
    return text
}
