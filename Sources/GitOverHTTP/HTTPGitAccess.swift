import Foundation
package import SSHTransport

/// Who we are for an HTTP server, and how we know that it is the right server.
package struct HTTPGitAccess: Sendable {
    /// Sent to the repository's own server with every request (RFC 7617), and nowhere else.
    package struct Credentials: Sendable {
        package let user: String
        package let token: SSHSecret

        /// `token`: or a password. Nil where they cannot be sent: a colon in the user's name would end it.
        package init?(user: String, token: SSHSecret) {
            guard !user.isEmpty, !token.text.isEmpty,
                user.unicodeScalars.allSatisfy({ $0 != ":" && $0.properties.generalCategory != .control }),
                token.text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else { return nil }
            self.user = user
            self.token = token
        }

        var field: String { "Basic \(Data("\(user):\(token.text)".utf8).base64EncodedString())" }
    }

    /// Nil: as nobody, which suffices to read what is public.
    package var credentials: Credentials?
    /// A PEM file of the authorities that are believed instead of the system's.
    package var caFile: String?
    /// Whether http:// is allowed.
    package var allowPlaintext: Bool

    package init(credentials: Credentials? = nil, caFile: String? = nil, allowPlaintext: Bool = false) {
        self.credentials = credentials
        self.caFile = caFile
        self.allowPlaintext = allowPlaintext
    }

    /// The user name that a host wants beside a token, where nobody names one.
    ///
    /// GitHub: `x-access-token` (installation tokens; personal ones go with any name). Bitbucket: `x-token-auth` (access
    /// tokens). GitLab: `oauth2` (OAuth; personal, project and group tokens go with any name). Gitea, Forgejo and Azure DevOps
    /// look at the token alone.
    package static func usualUser(for host: String) -> String {
        if host.contains("github") { return "x-access-token" }
        if host.contains("bitbucket") { return "x-token-auth" }
        return "oauth2"
    }
}
