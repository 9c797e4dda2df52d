package import HTTPTransport
package import Promotion
package import Secrets

extension ArgoCD {
    /// Asks Argo CD who its token stands for; changes nothing.
    package static func probe(
        _ definition: ArgoCDReconciler, secrets: any SecretReader, http: any HTTPSending
    ) async throws(Problem) -> String {
        struct UserInfo: Decodable {
            var loggedIn: Bool?
            var username: String?
        }
        let server = ArgoCDServer(definition, secrets: secrets, http: http)
        let user = try await server.read(
            ArgoCDCall(["session", "userinfo"], for: "asking who the token stands for"), as: UserInfo.self)
        guard user.loggedIn == true else {
            throw .unauthorized(
                "Argo CD at \(printableURL(server.url)) does not know the token.",
                remedy: "Renew it: `argocd account generate-token` makes one for an account with apiKey.")
        }
        return "answers; the token is \((user.username ?? "nobody").words(limit: 100))'s"
    }
}
