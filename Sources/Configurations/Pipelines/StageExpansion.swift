import Promotion

/// What was written for one stage, or for each of several.
struct StageTemplate: Sendable {
    var environment: Located<String>?
    var name: Located<String>?
    var environments: [Located<String>]?
    var selector: Located<LabelSelector>?
    var canaries: [Located<String>]
    var maxParallel: Int?
    var stopsOnFailure: Bool
    var after: [Located<String>]
    /// The stage of one environment, with what it comes after by environments only.
    var stage: @Sendable (_ environment: Located<String>, _ after: [Located<String>], StageGroup?) -> StageDraft
}

/// A pipeline's templates become its stages: one for each environment, and names of groups become their members.
struct StageExpansion {
    private let templates: [(template: Located<StageTemplate>, environments: [Located<String>])]
    private let areAllKnown: Bool

    init(_ templates: [Located<StageTemplate>], _ environments: [String: Drafted<EnvironmentDraft>]) {
        self.templates = templates.map { ($0, Self.environments(of: $0.value, among: environments)) }
        // The labels of a file that is not whole may only not have been decoded.
        areAllKnown = environments.values.allSatisfy(\.isWhole)
    }

    private static func environments(
        of template: StageTemplate, among known: [String: Drafted<EnvironmentDraft>]
    ) -> [Located<String>] {
        if let environment = template.environment { return [environment] }
        if let environments = template.environments { return environments }
        guard let selector = template.selector else { return [] }
        return known.filter { $0.value.draft.map(selector.value.matches) ?? false }.keys.sorted()
            .map { Located($0, selector.location) }
    }

    func stages(_ findings: inout Findings) -> [Located<StageDraft>] {
        checkNames(&findings)
        return templates.flatMap { located, environments in
            let template = located.value
            check(template, environments, &findings)
            let after = template.after.flatMap { upstream in
                members(of: upstream.value).map { $0.map { Located($0, upstream.location) } } ?? [upstream]
            }
            let group = group(template, environments)
            return environments.map { Located(template.stage($0, after, group), located.location) }
        }
    }

    private func members(of group: String) -> [String]? {
        templates.first { $0.template.value.name?.value == group }?.environments.map(\.value)
    }

    private func group(_ template: StageTemplate, _ environments: [Located<String>]) -> StageGroup? {
        template.name.map { name in
            StageGroup(
                name: name.value, members: environments.map(\.value), canaries: template.canaries.map(\.value),
                maxParallel: template.maxParallel, stopsOnFailure: template.stopsOnFailure)
        }
    }

    /// A name means one group, or one environment.
    private func checkNames(_ findings: inout Findings) {
        let environments = Set(templates.flatMap(\.environments).map(\.value))
        var seen: [String: Location] = [:]
        for name in templates.compactMap(\.template.value.name) {
            if environments.contains(name.value) {
                findings.refuse(
                    at: name.location,
                    "\(quoted(name.value)) is an environment of this pipeline, and cannot name a group too; choose another name"
                )
            }
            if let first = seen.updateValue(name.location, forKey: name.value) {
                findings.refuse(
                    at: name.location,
                    "there is a group named \(quoted(name.value)) already, at \(first); give one another `name`")
            }
        }
    }

    private func check(
        _ template: StageTemplate, _ environments: [Located<String>], _ findings: inout Findings
    ) {
        if let selector = template.selector, environments.isEmpty, areAllKnown {
            findings.refuse(
                at: selector.location,
                "no environment has the labels \(selector.value.description); give them under `labels` in environments/"
            )
        }
        let names = environments.map(\.value)
        guard !names.isEmpty else { return }
        var seen: [String: Location] = [:]
        for canary in template.canaries {
            if !names.contains(canary.value) {
                findings.refuse(
                    at: canary.location,
                    "\(quoted(canary.value)) is no environment of this stage, which has \(names.joined(separator: ", "))"
                        + didYouMean(canary.value, among: names))
            }
            if let first = seen.updateValue(canary.location, forKey: canary.value) {
                findings.refuse(at: canary.location, "\(quoted(canary.value)) stands here already, at \(first)")
            }
        }
    }
}
