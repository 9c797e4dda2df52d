import Promotion

/// Stages name environments that exist, one another, and gates that they can have.
func checkReferences(_ drafts: Drafts, _ findings: inout Findings) {
    let environments = drafts.environments.keys
    for pipeline in drafts.pipelines {
        guard let draft = pipeline.draft else { continue }
        let stageNames = pipeline.stageNames
        var seen: [String: Location] = [:]
        for stage in draft.stages.map(\.value) {
            let environment = stage.environment.value
            if drafts.environments[environment] == nil {
                findings.refuse(
                    at: stage.environment.location,
                    "there is no environment \(quoted(environment)): no file environments/\(environment).yaml"
                        + didYouMean(environment, among: environments))
            }
            if let first = seen.updateValue(stage.environment.location, forKey: environment) {
                findings.refuse(
                    at: stage.environment.location,
                    "the pipeline has a stage for \(quoted(environment)) already, at \(first); one stage an environment is possible"
                )
            }
            checkUpstream(of: stage, among: stageNames, &findings)
            checkEdits(of: stage, in: pipeline, draft, &findings)
        }
        checkPolicies(of: pipeline, draft, &findings)
        let isUnused = !draft.edits.isEmpty && pipeline.isWhole && draft.stages.allSatisfy { $0.value.edits != nil }
        if isUnused, let edit = draft.edits.first {
            findings.warn(at: edit.file.location, "no stage uses the pipeline's edits: each has edits of its own")
        }
    }
    checkAllowedPipelines(drafts, &findings)
}

/// Image policies stand for sources that there are.
private func checkPolicies(
    of pipeline: Drafted<PipelineDraft>, _ draft: PipelineDraft, _ findings: inout Findings
) {
    let sources = pipeline.sourceNames
    for policy in draft.policies where !sources.contains(policy.value.value) {
        findings.refuse(
            at: policy.value.location,
            "there is no source \(quoted(policy.value.value)); known are \(sources.sorted().joined(separator: ", "))"
                + didYouMean(policy.value.value, among: sources))
    }
}

private func checkUpstream(of stage: StageDraft, among stages: Set<String>, _ findings: inout Findings) {
    var seen: [String: Location] = [:]
    for upstream in stage.after {
        if !stages.contains(upstream.value) {
            findings.refuse(
                at: upstream.location,
                "the pipeline has no stage \(quoted(upstream.value)); its stages are \(stages.sorted().joined(separator: ", "))"
                    + didYouMean(upstream.value, among: stages))
        }
        if let first = seen.updateValue(upstream.location, forKey: upstream.value) {
            findings.refuse(at: upstream.location, "\(quoted(upstream.value)) stands here already, at \(first)")
        }
    }
    if let soakTime = stage.soakTime, soakTime.value > 0, stage.after.isEmpty {
        findings.refuse(
            at: soakTime.location,
            "`soakTime` means something only beside `after`: it counts from the verification there")
    }
}

private func checkEdits(
    of stage: StageDraft, in pipeline: Drafted<PipelineDraft>, _ draft: PipelineDraft, _ findings: inout Findings
) {
    let edits = draft.edits(of: stage)
    if edits.isEmpty, pipeline.isWhole {
        findings.refuse(
            at: stage.environment.location,
            "the stage writes nothing; give it `edits`, or give the pipeline `edits` for all stages")
    }
    let sources = pipeline.sourceNames
    for edit in edits {
        let values: [Located<Template>]
        switch edit.rule {
        case .set(let entries): values = entries.map(\.value)
        case .regex(_, _, let value): values = value.map { [$0] } ?? []
        default: values = []
        }
        // Of a file that is not whole the sources may only not have been decoded.
        if !edit.isBySet, pipeline.isWhole { checkSource(of: edit, draft.context(of: pipeline.name), &findings) }
        for value in values {
            for source in value.value.sources.sorted() where !sources.contains(source) {
                findings.refuse(
                    at: value.location,
                    "there is no source \(quoted(source)); known are \(sources.sorted().joined(separator: ", "))"
                        + didYouMean(source, among: sources))
            }
        }
    }
}

private func checkSource(of edit: EditDraft, _ context: EditContext, _ findings: inout Findings) {
    do throws(EditFault) { _ = try edit.settings(in: context) } catch {
        findings.refuse(at: error.location, error.message)
    }
}

/// A name that no pipeline has protects nothing wrongly, but is most likely misspelt.
private func checkAllowedPipelines(_ drafts: Drafts, _ findings: inout Findings) {
    let pipelines = Set(drafts.pipelines.map(\.name))
    for environment in drafts.environments.values {
        for allowed in environment.draft?.protection.allowedPipelines ?? [] where !pipelines.contains(allowed.value) {
            findings.warn(
                at: allowed.location,
                "there is no pipeline \(quoted(allowed.value))" + didYouMean(allowed.value, among: pipelines))
        }
    }
}
