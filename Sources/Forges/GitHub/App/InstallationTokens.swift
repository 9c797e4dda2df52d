import Foundation
import HTTPTransport
import Promotion

/// Tokens of a GitHub App's installation: each good for an hour, and renewed before it ends, once for all who wait.
actor InstallationTokens: TokenSource {
    private struct Token {
        var text: String
        /// By our clock.
        var renewedAt: Date
    }

    private let app: GitHubApp
    /// Asks as the App itself.
    private let door: Host
    private var current: Token?
    private var renewal: Task<Result<Token, Problem>, Never>?
    private var slug: String?

    init(_ app: GitHubApp, _ door: Host) {
        self.app = app
        self.door = door
    }

    func token() async throws(Problem) -> String {
        if let current, door.clock.now < current.renewedAt { return current.text }
        return try await renewed()
    }

    func token(after refused: String, _ answer: HTTPResponse) async throws(Problem) -> String? {
        // Another call may have renewed it already.
        if let current, current.text != refused { return current.text }
        return try await renewed()
    }

    /// The account as which the App writes.
    func account() async throws(Problem) -> String {
        struct App: Decodable { var slug: String }
        if let slug { return slug + "[bot]" }
        let answer = try await door.send(HostCall("GET", ["app"], for: "asking for the App's name"))
        let slug = try answer.decoded(App.self).slug
        self.slug = slug
        return slug + "[bot]"
    }

    private func renewed() async throws(Problem) -> String {
        let task =
            renewal
            ?? Task {
                do throws(Problem) {
                    return .success(try await self.made())
                } catch {
                    return .failure(error)
                }
            }
        renewal = task
        let result = await task.value
        // Whoever comes back first clears it: a later renewal is another task.
        if renewal == task {
            renewal = nil
            current = try? result.get()
        }
        return try result.get().text
    }

    private func made() async throws(Problem) -> Token {
        struct Answer: Decodable {
            var token: String
            var expiresAt: String
        }
        let installation = try await installation()
        let start = door.clock.now
        let answer = try await asApp(
            HostCall(
                "POST", ["app", "installations", "\(installation)", "access_tokens"],
                for: "making a token for the installation \(installation)", expecting: [404]))
        guard answer.isSuccess else {
            throw .permanent(
                "GitHub has no installation \(installation) of the App \(app.id).",
                remedy: "Install the App where the repositories are, and name that installation's number.")
        }
        let made = try answer.decoded(Answer.self)
        // An hour by GitHub's clock, whatever ours says.
        let theirs = answer.response.headers["Date"].flatMap { HTTPDate.parse($0) }.map(Double.init)
        let lifetime =
            InternetTime.parse(made.expiresAt).map {
                $0.timeIntervalSince1970 - (theirs ?? start.timeIntervalSince1970)
            }
            ?? 3600
        let margin = min(300, max(0, lifetime / 2))
        return Token(text: made.token, renewedAt: start.addingTimeInterval(lifetime - margin))
    }

    private func installation() async throws(Problem) -> Int {
        struct Installation: Decodable { var id: Int }
        if let number = app.installation { return number }
        let answer = try await asApp(
            HostCall("GET", ["app", "installations"], query: [("per_page", "2")], for: "looking for the installation"))
        let found = try answer.decoded([Installation].self)
        guard found.count == 1 else {
            throw .permanent(
                "The GitHub App \(app.id) is installed \(found.isEmpty ? "nowhere" : "more than once").",
                remedy: found.isEmpty
                    ? "Install it where the repositories are." : "Name the number of the installation to be used.")
        }
        return found[0].id
    }

    private func asApp(_ call: HostCall) async throws(Problem) -> HostAnswer {
        do throws(Problem) {
            return try await door.send(call)
        } catch {
            guard error.kind == .unauthorized else { throw error }
            throw .unauthorized(
                error.summary,
                remedy: "Check the App's id \(app.id) and its private key; GitHub may have been told to forget the key."
            )
        }
    }
}
