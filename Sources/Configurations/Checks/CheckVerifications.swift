import Promotion

/// The templates of verifications name sources that every pipeline with such a stage has.
func checkVerifications(_ drafts: Drafts, _ findings: inout Findings) {
    for pipeline in drafts.pipelines where pipeline.isWhole {
        guard let draft = pipeline.draft else { continue }
        for stage in draft.stages.map(\.value) {
            let environment = drafts.environments[stage.environment.value]?.draft
            let all = (environment?.verifications ?? []) + (stage.verifications ?? draft.verifications)
            for verification in all {
                for source in verification.sources.sorted() where !pipeline.sourceNames.contains(source) {
                    findings.refuse(
                        at: verification.name.location,
                        "the verification names the source \(quoted(source)), which the pipeline \(quoted(pipeline.name)) "
                            + "does not have" + didYouMean(source, among: pipeline.sourceNames))
                }
            }
        }
    }
}
