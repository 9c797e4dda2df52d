import Foundation
import Manifests
import Promotion

/// A verification as it was written.
struct VerificationDraft: Sendable {
    /// With the place that errors about it point to.
    var name: Located<String>
    var kind: Verification.Kind
    var interval: TimeInterval
    var count: Int
    var allowedFailures: Int
    var delay: TimeInterval
    var deadline: TimeInterval?

    var verification: Verification {
        Verification(
            name: name.value, kind, interval: interval, count: count, allowedFailures: allowedFailures, delay: delay,
            deadline: deadline)
    }

    /// The sources that its templates name.
    var sources: Set<String> {
        switch kind {
        case .http(let http):
            http.expectations.flatMap(\.values).reduce(http.url.sources) { $0.union($1.sources) }
        case .prometheus(let query): query.query.sources
        case .command, .wait: []
        }
    }
}

/// The verifications of an environment.
let environmentVerifications = named(
    mapping(
        "a verification",
        required("name", verificationName, "What people see."),
        optional("http", environmentHTTP, "A GET of an address: its status, and what its JSON holds."),
        optional(
            "prometheus", environmentPrometheus, "A query in PromQL, of which every value must be within a threshold."),
        optional(
            "command", commandVerification, "A program, run without a shell. Exit status 0 passes; anything else fails."
        ),
        VerificationFields.wait, VerificationFields.interval, VerificationFields.count,
        VerificationFields.allowedFailures, VerificationFields.delay, VerificationFields.deadline,
        rules: VerificationFields.rules(["http", "prometheus", "command"])
    ) { name, http, prometheus, command, wait, interval, count, allowedFailures, delay, deadline in
        VerificationDraft(
            name: name,
            kind: http.map { .http($0) } ?? prometheus.map { .prometheus($0) } ?? command.map { .command($0) }
                ?? .wait(wait ?? 0),
            interval: interval, count: count, allowedFailures: allowedFailures, delay: delay, deadline: deadline)
    })

/// The verifications that a pipeline adds. It reads no secrets and no files, and starts no programs.
let stageVerifications = named(
    mapping(
        "a verification of a stage",
        required("name", verificationName, "What people see."),
        optional("http", stageHTTP, "A GET of an address: its status, and what its JSON holds."),
        optional("prometheus", stagePrometheus, "A query in PromQL, of which every value must be within a threshold."),
        VerificationFields.wait, VerificationFields.interval, VerificationFields.count,
        VerificationFields.allowedFailures, VerificationFields.delay, VerificationFields.deadline,
        rules: VerificationFields.rules(["http", "prometheus"])
    ) { name, http, prometheus, wait, interval, count, allowedFailures, delay, deadline in
        VerificationDraft(
            name: name, kind: http.map { .http($0) } ?? prometheus.map { .prometheus($0) } ?? .wait(wait ?? 0),
            interval: interval, count: count, allowedFailures: allowedFailures, delay: delay, deadline: deadline)
    })

let failureRule = word(
    "a rule for failures",
    [
        "hold": (FailureRule.hold, "The stage is held, with the reason."),
        "rollback": (
            .rollback,
            "The release that was verified last is promoted back, and the stage is held. A rollback that fails only holds."
        ),
    ])

private enum VerificationFields {
    static let wait = optional("wait", duration(1...2_592_000), "Nothing is measured: so long it takes at least.")
    static let interval = optional(
        "interval", duration(1...86_400), default: "10s", "How long after one measurement the next is made.")
    static let count = optional(
        "count", wholeNumber(1...10_000), default: "1",
        "How many measurements decide. One that comes to nothing does not count, and is made again.")
    static let allowedFailures = optional(
        "allowedFailures", wholeNumber(0...9999), default: "0", "How many of them may fail.")
    static let delay = optional(
        "delay", duration(0...86_400), default: "0s",
        "How long after the release is live the first measurement is made.")
    static let deadline = optional(
        "deadline", duration(1...2_592_000),
        "How long after the release is live it must be decided; without it, twice as long as the measurements take, and ten "
            + "minutes.")

    static func rules(_ measuring: [String]) -> [KeyRule] {
        [.exactlyOne(measuring + ["wait"])]
            + ["interval", "count", "allowedFailures", "delay", "deadline"].map { .needsOne($0, of: measuring) }
    }
}

private let verificationName = name(of: "a verification", example: "api").located

/// A list of verifications whose numbers fit together and whose names differ.
private func named(_ one: Value<VerificationDraft>) -> Value<[VerificationDraft]> {
    list(
        of: one.map { draft, node, decoding in
            if draft.allowedFailures >= draft.count {
                decoding.refuse(
                    node["allowedFailures"] ?? node,
                    "all \(draft.count) measurements may fail, so that nothing is tested; it must be less than `count`")
            }
            if let deadline = draft.deadline, deadline < draft.verification.shortest {
                decoding.refuse(
                    node["deadline"] ?? node,
                    "the measurements take \(draft.verification.shortest.plain) s, and the deadline is before their end"
                )
            }
            return draft
        }
    ).map { drafts, _, decoding in
        var seen: [String: Location] = [:]
        for draft in drafts {
            if let first = seen.updateValue(draft.name.location, forKey: draft.name.value) {
                decoding.refuse(
                    at: draft.name.location,
                    "there is a verification \(quoted(draft.name.value)) already, at \(first); give each a name of its own"
                )
            }
        }
        return drafts
    }
}

private let environmentHTTP = mapping(
    "an HTTP verification",
    HTTPFields.url, HTTPFields.status, HTTPFields.json, AnswerFields.token, AnswerFields.caFile, HTTPFields.deadline
) {
    HTTPVerification(
        url: $0, statuses: $1 ?? [], expectations: expectations($2), token: $3, caFile: $4, deadline: $5)
}

private let stageHTTP = mapping(
    "an HTTP verification of a stage", HTTPFields.url, HTTPFields.status, HTTPFields.json, HTTPFields.deadline
) { HTTPVerification(url: $0, statuses: $1 ?? [], expectations: expectations($2), deadline: $3) }

private func expectations(_ entries: [Entry<Selector, [Template]>]) -> [JSONExpectation] {
    entries.map { JSONExpectation(path: $0.key.value, values: $0.value) }
}

private enum HTTPFields {
    static let url = required("url", httpTemplate, "The address.")
    static let status = optional(
        "status", oneOrMore(wholeNumber(100...599)), "The statuses that pass; every 2xx without it.")
    static let json = optional(
        "json", table(from: selector, to: oneOrMore(template)),
        orEmpty: "What the JSON answer must hold: the path of a value, and the values of which it must be one.")
    static let deadline = optional(
        "deadline", duration(1...300), default: "10s", "How long a call may take; one that takes longer fails.")
}

private let environmentPrometheus = mapping(
    "a Prometheus verification",
    PrometheusFields.url, PrometheusFields.query, PrometheusFields.threshold, PrometheusFields.over,
    AnswerFields.token, AnswerFields.caFile, PrometheusFields.deadline
) {
    PrometheusVerification(url: $0, query: $1, threshold: $2, over: $3, token: $4, caFile: $5, deadline: $6)
}

private let stagePrometheus = mapping(
    "a Prometheus verification of a stage",
    PrometheusFields.url, PrometheusFields.query, PrometheusFields.threshold, PrometheusFields.over,
    PrometheusFields.deadline
) { PrometheusVerification(url: $0, query: $1, threshold: $2, over: $3, deadline: $4) }

private enum PrometheusFields {
    static let url = required("url", httpURL, "The server, without `/api/v1`.")
    static let query = required(
        "query", template, "The query. What stands for `${…}` is escaped as the inside of a string.")
    static let threshold = required(
        "threshold", thresholdText, "What every value must be: `<`, `<=`, `>`, `>=`, `==` or `!=` and a number.")
    static let over = optional(
        "over", duration(1...86_400),
        "The time back from a measurement in which every value must be so; without it, at that moment. It lies whole after the "
            + "release was live, so that the first measurement waits for it.")
    static let deadline = optional("deadline", duration(1...300), default: "30s", "How long a call may take.")
}

private let thresholdText = text(
    TextShape(name: "a threshold", example: "< 0.01", pattern: "^(<|<=|>|>=|==|!=) *[-+0-9.eE]+$")
) {
    (text: String, _) throws(Complaint) in
    guard let threshold = Threshold(text) else {
        throw Complaint(
            "\(quoted(text)) is not a threshold; write < 0.01, with one of <, <=, >, >=, == and != before a number")
    }
    return threshold
}

/// What verifications and observations share.
enum AnswerFields {
    static let token = optional("token", secret, "Sent as a bearer's token.")
    static let caFile = optional(
        "caFile", path("a PEM file", example: "keys/apps-ca.pem"),
        "The authorities that are believed, instead of the system's.")
}

private let commandVerification = mapping(
    "a verifying command",
    required(
        "argv", argumentVector,
        "The program and its arguments. It is told what a reconciler's command is, and SLUICE_VERIFICATION and SLUICE_MEASUREMENT."
    ),
    optional("deadline", duration(1...3600), default: "1m", "How long it may run; one that runs longer fails.")
) { CommandVerification(arguments: $0, deadline: $1) }

/// A program and its arguments. One with a slash in its name is a file beside the configuration; one without is looked for in
/// PATH.
let argumentVector = list(of: anyText("an argument"), atLeast: 1).map { arguments, _, decoding in
    var arguments = arguments
    if let program = arguments.first, program.contains("/") { arguments[0] = decoding.absolute(program) }
    return arguments
}
