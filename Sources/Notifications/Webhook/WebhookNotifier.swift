import CloudEvents
package import HTTPTransport
package import Promotion
package import Secrets

/// Posts notices as CloudEvents of type `dev.sluice.<topic>` to an HTTP endpoint.
///
/// The event's id and its `Idempotency-Key` are the notice's id: a receiver drops repeats by them.
package struct WebhookNotifier: Notifier {
    private let source: String
    private let webhook: Webhook

    /// `source` is the events' `source`: a URI reference by which receivers tell one sluice from another. Plain http is
    /// spoken where `url` says `http:`; without `secret` nothing is signed.
    package init(
        url: String, secret: Secret? = nil, caFile: String? = nil, deadline: Duration = .seconds(30),
        source: String = "sluice", secrets: any SecretReader, http: any HTTPSending
    ) {
        self.source = source
        webhook = Webhook(
            url: url, secret: secret, caFile: caFile, deadline: deadline, secrets: secrets, http: http)
    }

    package func deliver(_ notice: Notice) async throws(Problem) {
        let event = CloudEvent(
            id: notice.id, source: source, type: "dev.sluice.\(notice.topic.rawValue)",
            subject: notice.stage.description,
            time: notice.at, data: NoticeBody(notice))
        _ = try await webhook.post(event)
    }
}

/// The `data` of a notice's event.
struct NoticeBody: Encodable, Sendable {
    let topic: String
    let pipeline: String
    let environment: String
    let promotion: String?
    let release: String?
    /// The release as a person knows it.
    let title: String?
    let message: String

    init(_ notice: Notice) {
        topic = notice.topic.rawValue
        pipeline = notice.stage.pipeline
        environment = notice.stage.environment
        promotion = notice.promotion?.hex
        release = notice.release?.hex
        title = notice.title
        message = notice.message
    }
}
