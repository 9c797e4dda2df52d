import Promotion
import Versions

/// Each source is used, and one that follows a moving tag has its digest written wherever it is used.
func checkSources(_ drafts: Drafts, _ findings: inout Findings) {
    for pipeline in drafts.pipelines where pipeline.isWhole {
        guard let draft = pipeline.draft else { continue }
        // What an edit that is refused would have used is not known.
        let context = draft.context(of: pipeline.name)
        let isClear = draft.stages.map(\.value).flatMap(draft.edits(of:))
            .allSatisfy { (try? $0.settings(in: context)) != nil }
        for source in draft.sources {
            let name = source.key.value
            let using = draft.stages.map(\.value).filter { stage in
                draft.settings(of: stage, in: pipeline.name).contains { $0.sources.contains(name) }
            }
            if using.isEmpty, isClear {
                findings.refuse(
                    at: source.key.location,
                    "no edit uses the source \(quoted(name)); write ${\(name).tag} or ${\(name).digest} in one, or edit its image, or "
                        + "remove it"
                )
            }
            guard case .digest(let tag) = source.value.policy.rule else { continue }
            for stage in using
            where !draft.settings(of: stage, in: pipeline.name).contains(where: { $0.writesDigest(of: name) }) {
                findings.refuse(
                    at: stage.environment.location,
                    "the source \(quoted(name)) (at \(source.key.location)) follows \(quoted(tag)), which moves, and no edit of "
                        + "this stage surely writes its digest; write ${\(name).digest} or ${\(name).reference}, or `write: digest`"
                )
            }
        }
    }
}

extension PipelineDraft {
    fileprivate func settings(of stage: StageDraft, in pipeline: String) -> [FileEdits.Setting] {
        let context = context(of: pipeline)
        return edits(of: stage).flatMap { $0.fileEdits(in: context).set }
    }
}
