import Promotion

/// One entry of `notifications`.
struct SubscriberDraft: Sendable {
    var subscriber: WebhookSubscriber
}

/// The description of one entry of `notifications`.
let subscriber: Value<SubscriberDraft> = mapping(
    "a notification",
    required("webhook", httpURL, "The address that gets a CloudEvents message in JSON for each notice."),
    optional(
        "name", anyText("a name", example: "chat"), "What it is called in logs; the address's host where it is missing."
    ),
    optional("secret", secret, "Signs the messages: `X-Sluice-Signature: sha256=` and the body's HMAC in hex."),
    optional("on", list(of: topic, atLeast: 1), "The notices that it gets; all of them where the key is missing."),
    optional(
        "caFile", path("a PEM file", example: "keys/chat-ca.pem"),
        "The authorities that are believed, instead of the system's.")
) { url, name, secret, topics, caFile in
    SubscriberDraft(
        subscriber: WebhookSubscriber(
            name: name ?? host(of: url), url: url, secret: secret, topics: Set(topics ?? Notice.Topic.allCases),
            caFile: caFile))
}

private let topic = word(
    "a notice",
    [
        "waitingForApproval": (Notice.Topic.waitingForApproval, "A promotion waits for somebody's approval."),
        "live": (.live, "A release is live."),
        "failed": (.failed, "A promotion failed."),
        "held": (.held, "A stage is held."),
        "drift": (.drift, "What is declared is not what was promoted."),
    ])

private func host(of url: String) -> String {
    let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
    return String(rest.prefix { !"?#".contains($0) })
}
