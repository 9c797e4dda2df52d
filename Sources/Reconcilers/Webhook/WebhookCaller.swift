import CloudEvents
import Foundation
package import HTTPTransport
package import Promotion
package import Secrets

/// Tells an HTTP endpoint about a revision: a CloudEvent of type `dev.sluice.handOff`. A 2xx answer means live, or, where an
/// address is observed, that it was asked for.
///
/// The event's id and its `Idempotency-Key` are the promotion's id, and the same request always has the same bytes, so
/// that the receiver can tell a repeat.
package struct WebhookCaller: Reconciler {
    private let webhook: Webhook
    private let observer: HTTPObserver?

    package init(_ definition: WebhookReconciler, secrets: any SecretReader, http: any HTTPSending) {
        webhook = Webhook(
            url: definition.url, secret: definition.secret, caFile: definition.caFile,
            deadline: .seconds(definition.deadline), secrets: secrets, http: http)
        observer = definition.observation.map { HTTPObserver(definition: $0, secrets: secrets, http: http) }
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let event = CloudEvent(
            id: request.promotion.hex, source: "sluice", type: "dev.sluice.handOff", subject: request.stage.description,
            data: HandOffBody(request))
        let answer = try await webhook.post(event)
        return HandOffReceipt(answer, settled: observer == nil ? .live(at: request.revision) : nil)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        guard let observer, let receipt, receipt.settled == nil else { return settledObservation(request, receipt) }
        return try await observer.observe(request)
    }
}

/// The `data` of a hand-off's event.
struct HandOffBody: Encodable, Sendable {
    let pipeline: String
    let environment: String
    let promotion: String
    /// The commit to make live.
    let revision: String
    let repository: String
    let branch: String
    let release: Release

    struct Release: Encodable, Sendable {
        let id: String
        let number: Int
        let title: String
        let artifacts: [Artifact]
    }

    struct Artifact: Encodable, Sendable {
        let source: String
        let repository: String
        let tag: String
        let digest: String?
    }

    init(_ request: HandOff) {
        pipeline = request.stage.pipeline
        environment = request.stage.environment
        promotion = request.promotion.hex
        revision = request.revision.hex
        repository = request.branch.remote.description
        branch = request.branch.name
        release = Release(
            id: request.release.id.hex, number: request.release.number, title: request.release.title,
            artifacts: request.release.artifacts.map {
                Artifact(source: $0.source, repository: $0.repository, tag: $0.tag, digest: $0.digest)
            })
    }
}
