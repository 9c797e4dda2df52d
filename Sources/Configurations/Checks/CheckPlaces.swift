import Manifests
import Promotion

/// Each stage writes inside the repository, where the environment lets it, and where no other stage does.
func checkPlaces(_ drafts: Drafts, _ findings: inout Findings) {
    var claims = PlaceClaims()
    for pipeline in drafts.pipelines {
        guard let draft = pipeline.draft else { continue }
        for stage in draft.stages.map(\.value) {
            let environment = drafts.environments[stage.environment.value]?.draft
            if let allowed = environment?.protection.allowedPipelines,
                !allowed.contains(where: { $0.value == pipeline.name })
            {
                findings.refuse(
                    at: stage.environment.location,
                    "the environment \(quoted(stage.environment.value)) does not allow this pipeline (`allowedPipelines` at "
                        + "\(allowed.first.map { "\($0.location)" } ?? "environments/\(stage.environment.value).yaml")); "
                        + "its owner can add \(pipeline.name)")
            }
            for edit in draft.edits(of: stage) {
                let file = edit.file.value.path(pipeline: pipeline.name, environment: stage.environment.value)
                guard isWritable(file, edit, &findings) else { continue }
                guard let environment else { continue }
                // Every match of a pattern lies in its folder.
                let anyMatch = FilePattern(matching: file).folder + "/*"
                if !environment.protection.protection.allows(path: edit.isPattern ? anyMatch : file) {
                    findings.refuse(
                        at: edit.file.location,
                        "\(quoted(file)) is outside of what the environment \(quoted(stage.environment.value)) allows: "
                            + (environment.protection.allowedPaths ?? []).map { quoted($0) }.joined(separator: ", "))
                }
                claims.add(
                    (try? edit.settings(in: draft.context(of: pipeline.name))) ?? [],
                    of: StageID(pipeline: pipeline.name, environment: stage.environment.value), file, environment)
            }
        }
    }
    claims.report(&findings)
}

/// Whether the file may exist in a repository and has a format that can be edited.
private func isWritable(_ file: String, _ edit: EditDraft, _ findings: inout Findings) -> Bool {
    if let fault = fault(inRepositoryPath: file) {
        findings.refuse(at: edit.file.location, "\(quoted(file)) is not a file of the repository: \(fault)")
        return false
    }
    switch edit.rule {
    case .markers, .regex: return true
    case .set, .kustomize, .helm, .image, .chart, .service: break
    }
    let format = edit.format ?? ManifestFormat(of: file)
    if edit.isPattern, edit.format == nil, format == .text { return true }
    if format.editor == nil {
        findings.refuse(
            at: edit.file.location,
            "\(quoted(file)) tells no format by its name; give the `format`, or edit by `markers` or `regex`")
        return false
    }
    if case .set = edit.rule { return true }
    if format != .yaml {
        findings.refuse(
            at: edit.file.location,
            "\(quoted(file)) is not YAML, and what an image means is known there only; edit by `set`")
        return false
    }
    return true
}

extension Template {
    /// The text of a template that names no source and no release.
    fileprivate func path(pipeline: String, environment: String) -> String {
        segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .pipeline: pipeline
            case .environment: environment
            case .release, .source: ""
            }
        }.joined()
    }
}
