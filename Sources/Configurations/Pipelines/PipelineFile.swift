import Promotion

/// A file of pipelines/ as it was written.
struct PipelineDraft: Sendable {
    var sources: [Entry<String, SourceDraft>]
    var edits: [EditDraft]
    var templates: [Located<StageTemplate>]
    /// One for each environment of each template.
    private(set) var stages: [Located<StageDraft>] = []
    var cut: ReleaseCut
    /// What every stage has that has none of its own.
    var verifications: [VerificationDraft]
    var onFailure: FailureRule?
    /// The source of each of Flux's image policies.
    var policies: [Entry<String, Located<String>>]

    /// Makes the stages of the templates.
    mutating func expand(among environments: [String: Drafted<EnvironmentDraft>], _ findings: inout Findings) {
        stages = StageExpansion(templates, environments).stages(&findings)
    }

    func context(of pipeline: String) -> EditContext {
        EditContext(pipeline: pipeline, sources: sources, policies: policies)
    }
}

/// The description of a file of pipelines/. No secret is possible anywhere in it.
let pipelineFile: Value<PipelineDraft> = mapping(
    "a pipeline",
    required(
        "sources", table(from: name(of: "a source", example: "api"), to: source, atLeast: 1),
        "What is watched for new versions, by name."),
    optional("edits", list(of: edit), orEmpty: "What is written in every stage that has no edits of its own."),
    required("stages", list(of: stage.located, atLeast: 1), "The environments that a release passes."),
    optional(
        "together",
        word(
            "a way to cut releases",
            ["revision": (ReleaseCut.sameRevision, "All artifacts are of one source revision.")]),
        "What a release's artifacts must share. Without it, each scan's new versions make a release."),
    optional(
        "imagePolicies",
        table(from: imagePolicy, to: name(of: "a source", example: "api").located),
        orEmpty: "The source for each of Flux's image policies, so that Flux's markers serve: `namespace:name: api`."),
    optional(
        "verification", stageVerifications,
        orEmpty: "What a release must pass once it is live, in every stage that has no `verification` of its own."),
    optional("onFailure", failureRule, "The `onFailure` of every stage that has none of its own.")
) {
    PipelineDraft(
        sources: $0, edits: $1, templates: $2, cut: $3 ?? .eachRound, verifications: $5, onFailure: $6, policies: $4)
}

private let imagePolicy = text(
    TextShape(name: "an image policy", example: "flux-system:podinfo", pattern: "^[a-z0-9.-]+:[a-z0-9.-]+$")
) { (text: String, _) throws(Complaint) in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    // Names of Kubernetes: RFC 1123 subdomains.
    let isName = { (part: Substring) in
        !part.isEmpty && part.utf8.count <= 253
            && part.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "." }
    }
    guard parts.count == 2, parts.allSatisfy(isName) else {
        throw Complaint("\(quoted(text)) is not an image policy; write namespace:name")
    }
    return text
}
