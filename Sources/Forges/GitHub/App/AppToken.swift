import Foundation
import HTTPTransport
import JWTKit
import Promotion
import Synchronization

/// What a GitHub App shows of itself: a token that it signs, good for some minutes, by GitHub's clock.
final class AppToken: TokenSource {
    private let app: GitHubApp
    private let clock: any WallClock
    /// How far GitHub's clock is before ours, once a token was refused because of it.
    private let skew = Mutex<TimeInterval>(0)

    init(_ app: GitHubApp, _ clock: any WallClock) {
        self.app = app
        self.clock = clock
    }

    func token() async throws(Problem) -> String {
        let key = try privateKey()
        let now = clock.now.addingTimeInterval(skew.withLock { $0 })
        // Ten minutes are the most, and a minute back is what GitHub advises against clocks that go before its own.
        let claims = Claims(
            iss: app.id, iat: Int(now.timeIntervalSince1970) - 60, exp: Int(now.timeIntervalSince1970) + 540)
        do {
            return try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).sign(claims)
        } catch {
            throw unusable
        }
    }

    /// A clock that is wrong is the one cause that can be mended here.
    func token(after refused: String, _ answer: HTTPResponse) async throws(Problem) -> String? {
        guard let theirs = answer.headers["Date"].flatMap({ HTTPDate.parse($0) }) else { return nil }
        let difference = Double(theirs) - clock.now.timeIntervalSince1970
        let isNews = skew.withLock { skew in
            guard abs(difference - skew) > 30 else { return false }
            skew = difference
            return true
        }
        return isNews ? try await token() : nil
    }

    private func privateKey() throws(Problem) -> Insecure.RSA.PrivateKey {
        let pem = try app.privateKey().get()
        do {
            return try Insecure.RSA.PrivateKey(pem: pem)
        } catch {
            throw unusable
        }
    }

    private var unusable: Problem {
        .permanent(
            "The private key of the GitHub App \(app.id) is no RSA key of 2048 bits or more in PEM form.",
            remedy: "Use the file that GitHub made when the key was generated.")
    }

    private struct Claims: JWTPayload {
        var iss: String
        var iat: Int
        var exp: Int

        func verify(using algorithm: some JWTAlgorithm) {}
    }
}
