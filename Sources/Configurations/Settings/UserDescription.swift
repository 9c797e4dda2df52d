import Promotion

/// One entry of `users`.
struct UserDraft: Sendable {
    var token: User.Token
    var groups: [String]
    var emails: [Located<String>]

    func user(named name: String) -> User {
        User(name: name, token: token, groups: groups, emails: emails.map(\.value))
    }
}

/// The description of one entry of `users`.
let user: Value<UserDraft> = mapping(
    "a user",
    optional("token", secret, "The token that proves who it is."),
    optional("tokenSHA256", sha256, "Instead of the token its SHA-256, so that the daemon does not know it."),
    optional("groups", list(of: groupName), orEmpty: "The groups that the user is in; they exist by being named."),
    optional(
        "emails", list(of: emailAddress.located),
        orEmpty: "The addresses that the user writes commits with: `preventSelfApproval` knows the author by them."),
    rules: [.exactlyOne(["token", "tokenSHA256"])]
) { (token: $0, digest: $1, groups: $2, emails: $3) }
.map { draft, _, _ in
    let token = draft.token.map(User.Token.secret) ?? draft.digest.map(User.Token.sha256)
    // Without one of them the rule above has refused the user.
    return token.map { UserDraft(token: $0, groups: draft.groups, emails: draft.emails) }
}

private let sha256 = text(
    TextShape(name: "a SHA-256", example: nil, pattern: "^[0-9A-Fa-f]{64}$", acceptsNumbers: true, isSecret: true)
) { (text: String, _) throws(Complaint) in
    let digits = text.lowercased()
    guard digits.utf8.count == 64, digits.allSatisfy({ "0123456789abcdef".contains($0) }) else {
        throw Complaint("a token's SHA-256 has 64 hex digits, as `printf %s TOKEN | sha256sum` prints them")
    }
    return digits
}

/// One entry of `roles`.
struct RoleDraft: Sendable {
    var who: Located<Principal>
    var role: Role
    var environments: [Located<String>]?

    var grant: RoleGrant { RoleGrant(who: who.value, role: role, environments: environments?.map(\.value)) }
}

/// The description of one entry of `roles`.
let roleGrant: Value<RoleDraft> = mapping(
    "a role",
    required("who", principal.located, "A user, or `group:` and the name of a group."),
    required(
        "role",
        word(
            "a role",
            [
                "viewer": (Role.viewer, "May see."),
                "promoter": (.promoter, "May also promote, retry, roll back, hold, resume and pin."),
                "approver": (.approver, "May also approve and reject."),
                "admin": (.admin, "May do everything, reloading and backups too."),
            ]), "What they may do."),
    optional(
        "environments", list(of: name(of: "an environment", example: "prod").located, atLeast: 1),
        "Where; everywhere if the key is missing.")
) { RoleDraft(who: $0, role: $1, environments: $2) }
