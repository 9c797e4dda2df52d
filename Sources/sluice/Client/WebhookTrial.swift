import Configurations
import Foundation
import Promotion
import Secrets
import Web
import Webhooks

/// One sample, from the configuration to its outcome.
struct WebhookTrial {
    let name: String
    /// Absolute.
    let directory: String
    let environment: [String: String]

    private static let patience: Duration = .seconds(10)

    func run(_ client: APIClient) async throws -> WebhookReport {
        let request = try sample(id: "sluice-test-\(UUID().uuidString.lowercased())", now: Date())
        guard let id = try await client.deliver(request, to: name) else {
            throw Failure(.failed, "The daemon takes the sample for one that came before.")
        }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            let deliveries = try await client.webhooks().first { $0.name == name }?.deliveries ?? []
            if let report = deliveries.first(where: { $0.id == id }) { return report }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure(
            .timedOut,
            "The daemon took the sample and has not read it within \(Self.patience.components.seconds) seconds.",
            remedy: "`sluice webhooks list` says when it has.")
    }

    /// A signed sample of something that a pipeline watches and the webhook may name; of a made-up repository where there is
    /// nothing such.
    func sample(id: String, now: Date) throws(Failure) -> WebhookRequest {
        let configuration: Configuration
        do {
            configuration = try ConfigurationLoader.load(directory: directory)
        } catch {
            throw Failure(
                .failed, "The configuration in \(directory) has errors.", remedy: "`sluice validate` lists them.")
        }
        let known = configuration.settings.webhooks.keys.sorted().joined(separator: ", ")
        guard let webhook = configuration.settings.webhooks[name] else {
            throw Failure(
                .failed, "There is no webhook \(printable(name)) in \(directory)/sluice.yaml.",
                remedy: known.isEmpty ? "The key `webhooks` names them." : "There are \(known).")
        }
        let receiver: WebhookReceiver
        do throws(Problem) {
            receiver = try WebhookReceiver(
                webhook, secrets: SystemSecrets(environment: environment, directory: directory))
        } catch {
            throw Failure(
                .failed, error.summary,
                remedy: error.remedy ?? "The sample is signed with the webhook's secret, which must be readable here.")
        }
        let subjects = configuration.watched
        let samples = subjects.lazy.compactMap { receiver.sample($0, id: id, now: now) }
        let named = samples.first { (try? receiver.read($0))?.hints.isEmpty == false }
        let stranger = SampleSubject.strangers.lazy.compactMap { receiver.sample($0, id: id, now: now) }.first
        guard let sample = named ?? stranger else {
            throw Failure(
                .failed, "Nobody here can make a sample for \(printable(name)).",
                remedy: "Its sender proves itself by an identity token, which the issuer alone can sign.")
        }
        return sample
    }
}

extension Configuration {
    /// What a sample can name: every source's image, every repository's branch, the first of them first.
    fileprivate var watched: [SampleSubject] {
        let pipelines = pipelines.values.sorted { $0.name < $1.name }
        let sources = pipelines.flatMap(\.sources).map { source -> SampleSubject in
            switch source.origin {
            case .image(let repository): .image(repository, tag: "sluice-test")
            case .gitTags(let remote): .branch(remote, "sluice-test")
            case .gitBranch(let remote, let branch): .branch(remote, branch)
            }
        }
        let branches = pipelines.flatMap(\.stages).compactMap { environments[$0.environment]?.branch }
        return sources + branches.map { .branch($0.remote, $0.name) }
    }
}

extension SampleSubject {
    /// Made-up repositories, one that each kind of sender can name.
    fileprivate static var strangers: [SampleSubject] {
        var subjects: [SampleSubject] = []
        for name in ["registry.example.com/sluice/test", "1.dkr.ecr.eu-central-1.amazonaws.com/sluice/test"] {
            if let image = try? ImageRepository(name) { subjects.append(.image(image, tag: "sluice-test")) }
        }
        if let remote = try? RemoteURL("ssh://git@git.example.com/sluice/test.git") {
            subjects.append(.branch(remote, "main"))
        }
        return subjects
    }
}
