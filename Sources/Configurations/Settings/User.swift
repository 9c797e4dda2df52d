package import Promotion

/// A person or a program that speaks to the API.
package struct User: Sendable, Hashable {
    package enum Token: Sendable, Hashable {
        /// Where the token is read.
        case secret(Secret)
        /// The token's SHA-256, 64 lower-case hex digits.
        case sha256(String)
    }

    package var name: String
    package var token: Token
    package var groups: [String]
    /// The addresses that the user writes commits with.
    package var emails: [String]
}

/// A role given to a user or a group.
package struct RoleGrant: Sendable, Hashable {
    package var who: Principal
    package var role: Role
    /// Nil: in every environment.
    package var environments: [String]?
}

extension Settings {
    /// The highest role of a user in an environment; nil where the user has none there.
    package func role(of user: String, in environment: String) -> Role? {
        roles.filter { grant in
            isMember(user, of: grant.who) && (grant.environments?.contains(environment) ?? true)
        }.map(\.role).max()
    }

    /// Whether a user is the principal, or in its group.
    package func isMember(_ user: String, of principal: Principal) -> Bool {
        switch principal {
        case .user(let name): name == user
        case .group(let name): users[user]?.groups.contains(name) ?? false
        }
    }
}
