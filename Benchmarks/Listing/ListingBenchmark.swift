import Crypto
import Foundation
import HTTPTransport
import Promotion
import Registries

/// Times the daemon's own listing of tags, for the listing benchmark.
///
///     listing-benchmark REGISTRY
///
/// Each line of standard input names a repository; each line of output says how long its list took, as
/// "seconds=… digest=…". Each list is read over a new connection, as after
/// a pause; the digest is the SHA-256 of all tags, each with a line feed.
@main
struct ListingBenchmark {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: listing-benchmark REGISTRY")
            exit(64)
        }
        let name = CommandLine.arguments[1]
        while let path = readLine() {
            let http = try HTTPClient()
            let registries = OCIRegistries(sender(http), settings: [name: settings], cache: NoDetailsCache())
            let repository = try ImageRepository("\(name)/\(path)")
            let began = ContinuousClock.now
            let tags = try await registries.tags(of: repository)
            let elapsed = ContinuousClock.now - began
            let digest = SHA256.hash(data: Array(tags.lazy.map { $0 + "\n" }.joined().utf8))
            let line = "seconds=\(elapsed / .seconds(1)) digest=\(digest.map { String(format: "%02x", $0) }.joined())\n"
            try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
            await http.shutdown()
        }
    }

    private static var settings: RegistrySettings {
        var settings = RegistrySettings()
        settings.allowPlaintext = true
        return settings
    }

    /// The daemon's sender, without its usual pace: what is measured is the work, not the waiting.
    private static func sender(_ http: HTTPClient) -> any HTTPSending {
        PacedSender(
            http, limits: .init(perSecond: 1_000_000, burst: 1_000_000), clock: ContinuousClock(),
            secondsSince1970: { Int(Date().timeIntervalSince1970) }, seed: 1)
    }
}
