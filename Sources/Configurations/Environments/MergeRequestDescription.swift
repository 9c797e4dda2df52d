import Foundation
import Promotion

/// What a file of environments/ says of merge requests.
struct MergeRequestDraft: Sendable {
    var labels: [String] = []
    var reviewers: [String] = []
    /// Absolute paths.
    var title: String?
    var body: String?
    var fork: Located<RemoteURL>?
}

/// How a file of environments/ has changes delivered, as it was written.
struct DeliveryDraft: Sendable {
    var isMergeRequest: Bool
    var forge: Located<String>?
    var merging: MergeRequestDelivery.Merging
    var method: MergeMethod
    var rebase: MergeRequestDelivery.Rebase
    var accounts: [Entry<String, Located<String>>]
    var checks: [String]
    var mergeRequest: MergeRequestDraft

    /// - Parameter interval: seconds between two reads of an open merge request.
    func delivery(interval: TimeInterval) -> Delivery {
        guard isMergeRequest, let forge else { return .push }
        return .mergeRequest(
            MergeRequestDelivery(
                forge: forge.value, fork: mergeRequest.fork?.value, merging: merging, method: method, rebase: rebase,
                accounts: Dictionary(accounts.map { ($0.key.value, $0.value.value) }) { first, _ in first },
                checks: checks, labels: mergeRequest.labels, reviewers: mergeRequest.reviewers,
                titleTemplate: mergeRequest.title, bodyTemplate: mergeRequest.body, interval: interval))
    }
}

let deliveryWord = word(
    "a delivery",
    [
        "push": (false, "A commit on the branch."),
        "mergeRequest": (true, "A commit on a branch of its own, and a merge request on `forge`."),
    ])

let mergeWord = word(
    "a way to be merged",
    [
        "manual": (MergeRequestDelivery.Merging.manual, "A person, on the host."),
        "auto": (.auto, "Sluice, at the approved head, once every gate is open and the required checks are green."),
        "host": (.host, "The host's auto-merge, merge queue or merge train, once every gate of Sluice's is open."),
    ])

let mergeMethodWord = word(
    "a way to merge",
    [
        "merge": (MergeMethod.merge, "A merge commit."), "squash": (.squash, "One commit of all changes."),
        "rebase": (.rebase, "Each commit made again on the base."),
    ])

let rebaseWord = word(
    "a rule for a base that moved",
    [
        "onConflict": (
            MergeRequestDelivery.Rebase.onConflict, "The commit is made again when the host cannot merge it any more."
        ),
        "always": (.always, "The commit is made again whenever the base moved."),
    ])

let accountsTable = table(from: anyText("an account of the host", example: "alice-gh"), to: userName.located)

let mergeRequestSettings = mapping(
    "a merge request",
    optional("labels", list(of: anyText("a label", example: "promotion")), orEmpty: "Labels that it gets."),
    optional(
        "reviewers", list(of: anyText("an account of the host", example: "alice-gh")),
        orEmpty: "Accounts that are asked for a review."),
    optional(
        "title", path("a template", example: "templates/title.mustache"),
        "A file with a template of the title; docs/merge-requests.md says what it may name."),
    optional(
        "body", path("a template", example: "templates/body.mustache"), "A file with a template of the text."),
    optional(
        "fork", remoteURL.located,
        "The fork of `repository` that Sluice's branches are pushed to, where it may not push to the repository itself. It needs "
            + "a credential as any repository.")
) { MergeRequestDraft(labels: $0, reviewers: $1, title: $2, body: $3, fork: $4) }
