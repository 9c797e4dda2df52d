import ArgumentParser
import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import TrialKit

/// Walks through everything that Sluice does on a Git host, on a live one, and cleans up after itself.
@main
struct ForgeTrial: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forge",
        abstract: "Try a Git host: open, hear of it, review, approve, merge with guard, and clean up.")

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
    @Option(help: "Where the host reaches this machine, http://trial.example.com:9000/: it gets a webhook for a while.")
    var webhookUrl: String?
    @Option(help: "Where the trial listens for the webhook, host:port. Without it on every address, at the URL's port.")
    var webhookListen: String?
    @Option(help: "How many seconds all of it may take.")
    var patience = 300
    @Option(help: "A PEM file of the authorities to trust instead of the system's.")
    var caFile: String?
    @Flag(help: "Reach the host at an address of this machine itself.")
    var allowLocal = false
    @Flag(help: "Speak plain http; the tokens then travel in the clear.")
    var allowPlaintext = false

    func run() async throws {
        let settings = try settings()
        let client = try HTTPClient()
        let api = LiveAPI(settings, token: try secret(token), client: client)
        let reviewer = try reviewerToken.map { LiveAPI(settings, token: try secret($0), client: client) }
        let forge = Forges.make(settings, sender: client)
        let listener = try webhookUrl.map(listener)
        let trial = Trial()
        let isFine = await trial.run { [self] in
            try await listener?.start()
            trial.atEnd { listener?.stop() }
            let repository = try await Scratch.repository(api, owner: owner, name: repo, trial)
            trial.say("on \(forge.address(of: .repository, in: repository))")
            let hook = listener.map { LiveHook(api, repository, url: webhookUrl ?? "", listener: $0) }
            let hands = LiveHands(
                forge, repository, base: base, api, reviewer: reviewer, hook: hook, patience: .seconds(patience))
            let branch = "sluice-trial/\(UUID().uuidString.lowercased().prefix(8))"
            trial.say("by branch \(branch)")
            let flow = ForgeFlow(hands, branch: branch) { trial.done($0) }
            trial.atEnd {
                let left = await flow.cleanUp()
                guard left.isEmpty else { throw TrialFailure(left.joined(separator: " ")) }
            }
            try await flow.walk()
        }
        if !isFine { throw ExitCode.failure }
    }

    private func settings() throws -> ForgeSettings {
        guard let kind = ForgeKind(rawValue: kind) else {
            let known = ForgeKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no kind \(self.kind); known are \(known).")
        }
        let token = try secret(token)
        let address = String(url.reversed().drop { $0 == "/" }.reversed())
        var settings = ForgeSettings(kind: kind, url: address) { .success(token) }
        settings.caFile = caFile
        settings.allowLocal = allowLocal
        settings.allowPlaintext = allowPlaintext
        return settings
    }

    private func listener(for url: String) throws -> HookListener {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, parts.host != nil else {
            throw ValidationError("--webhook-url is an address, http://trial.example.com:9000/, and not \(url).")
        }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        guard let webhookListen else { return HookListener(host: "0.0.0.0", port: port) }
        guard let colon = webhookListen.lastIndex(of: ":"),
            let port = Int(webhookListen[webhookListen.index(after: colon)...])
        else { throw ValidationError("--webhook-listen is host:port, and not \(webhookListen).") }
        return HookListener(host: String(webhookListen[..<colon]), port: port)
    }
}
