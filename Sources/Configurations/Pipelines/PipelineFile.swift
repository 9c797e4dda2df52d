import Promotion

/// A file of pipelines/ as it was written.
struct PipelineDraft: Sendable {
    var sources: [Entry<String, SourceDraft>]
    var edits: [EditDraft]
    var stages: [Located<StageDraft>]
    var cut: ReleaseCut
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
    later: [
        Later(name: "verification", brings: "tests of a release after it is live"),
        Later(name: "onFailure", brings: "rolling back by itself"),
        Later(name: "imagePolicies", brings: "Flux's image policy markers"),
        Later(name: "maxParallel", brings: "stages over many environments"),
    ]
) { PipelineDraft(sources: $0, edits: $1, stages: $2, cut: $3 ?? .eachRound) }
