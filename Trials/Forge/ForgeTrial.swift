import ArgumentParser
import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion

/// Walks through everything that Sluice does on a Git host, on a live one, and cleans up after itself.
@main
struct ForgeTrial: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forge", abstract: "Try a Git host: open, review, approve, merge with guard, and clean up.")

    @Option(help: "github, gitlab, gitea, bitbucketCloud, bitbucketDataCenter or azureDevOps")
    var kind: String
    @Option(help: "Where people find the host: https://gitlab.example.com")
    var url: String
    @Option(help: "The token that Sluice would have; env:NAME takes it from the environment.")
    var token: String
    @Option(help: "A token of another account, which approves. Without it nobody does.")
    var reviewerToken: String?
    @Option(help: "Who owns the repository; group/subgroup, or organization/project.")
    var owner: String?
    @Option(
        help: "The repository, which keeps a merge commit of the trial. Without it one is made, and deleted at the end."
    )
    var repo: String?
    @Option(help: "The branch that is merged into.")
    var base = "main"
    @Option(help: "A PEM file of the authorities to trust instead of the system's.")
    var caFile: String?
    @Flag(help: "Reach the host at an address of this machine itself.")
    var allowLocal = false
    @Flag(help: "Speak plain http; the tokens then travel in the clear.")
    var allowPlaintext = false

    func run() async throws {
        guard let kind = ForgeKind(rawValue: kind) else {
            let known = ForgeKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no kind \(self.kind); known are \(known).")
        }
        let token = try secret(token)
        let client = try HTTPClient()
        let address = String(url.reversed().drop { $0 == "/" }.reversed())
        var settings = ForgeSettings(kind: kind, url: address) { .success(token) }
        settings.caFile = caFile
        settings.allowLocal = allowLocal
        settings.allowPlaintext = allowPlaintext
        let forge = Forges.make(settings, sender: client)
        func api(_ token: String) -> LiveAPI { LiveAPI(settings, token: token, client: client) }
        let scratch = try await Scratch(api(token), owner: owner, name: repo)
        let hands = LiveHands(
            forge, scratch.repository, base: base, api(token), reviewer: try reviewerToken.map { api(try secret($0)) })
        let flow = ForgeFlow(hands, branch: "sluice-trial/\(UUID().uuidString.lowercased().prefix(8))") { step in
            print("ok  \(step)")
        }
        var failure: (any Error)?
        do {
            print("on  \(forge.address(of: .repository, in: scratch.repository))")
            try await flow.walk()
        } catch {
            print("NO  \(error)")
            failure = error
        }
        await flow.cleanUp()
        try await scratch.delete()
        if failure != nil { throw ExitCode.failure }
        print("all of it works")
    }

    private func secret(_ text: String) throws -> String {
        guard text.hasPrefix("env:") else { return text }
        guard let value = ProcessInfo.processInfo.environment[String(text.dropFirst(4))], !value.isEmpty else {
            throw ValidationError("\(text.dropFirst(4)) is not set in the environment.")
        }
        return value
    }
}
