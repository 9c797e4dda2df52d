import Manifests

/// Turns a release into the exact edits of a stage. Pure: bytes in, bytes and a plan out.
package enum Planner {
    /// The files that a stage edits.
    package static func files(of stage: Stage, pipeline: String) throws(Problem) -> [FilePattern] {
        var files: [FilePattern] = []
        for edits in stage.edits {
            let pattern = try edits.files(pipeline: pipeline, environment: stage.environment)
            if !files.contains(pattern) { files.append(pattern) }
        }
        return files
    }

    /// The plan of one release on one base, and the new contents of the files that it changes.
    ///
    /// `files` are the stage's files at `base`; one that is missing, or can't be edited at every place, is a permanent
    /// problem that names file, line, column and remedy. So is a place that another stage of the branch edits, too.
    ///
    /// - Parameter others: the stages of the branch, where only the files tell who edits what.
    package static func plan(
        _ release: Release, stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID,
        among others: [ClaimedStage] = []
    ) throws(Problem) -> (plan: Plan, contents: [String: [UInt8]]) {
        var planned: [PlannedEdit] = []
        var contents: [String: [UInt8]] = [:]
        var templates: [Template] = []
        let all = try StageFile.all(of: stage, pipeline: pipeline, files: files, base: base)
        if !others.isEmpty {
            try ClaimedStage(pipeline: pipeline, stage: stage).check(all, among: others, files: files)
        }
        for file in all {
            var values: [(spot: EditSpot, value: String)] = []
            for (spot, template) in file.spots {
                let value = try template.render(release, pipeline: pipeline, environment: stage.environment)
                values.append((spot, value))
                templates.append(template)
                planned.append(
                    PlannedEdit(
                        file: file.path, place: spot.name, line: spot.position.line, column: spot.position.column,
                        old: spot.value, new: value))
            }
            do {
                let bytes = try file.manifest.writing(values)
                if bytes != files[file.path] { contents[file.path] = bytes }
            } catch {
                throw .permanent(error.description)
            }
        }
        try checkDigests(of: stage, writing: templates)
        return (Plan(base: base, edits: planned), contents)
    }

    /// Markers say for themselves what stands at them: where the edit promises a source's digest, one must take it.
    private static func checkDigests(of stage: Stage, writing templates: [Template]) throws(Problem) {
        for setting in stage.edits.flatMap(\.set) {
            guard case .markers = setting.target else { continue }
            for source in setting.sources.sorted() where setting.writesDigest(of: source) {
                let own = templates.filter { $0.sources.contains(source) }
                guard !own.isEmpty, !own.contains(where: { $0.writesDigest(of: source) }) else { continue }
                throw .permanent(
                    "The edit is to write the digest of \(source), and no marker takes one.",
                    remedy: "Mark a whole reference, or a value for the digest with \(source):digest.")
            }
        }
    }

    /// What a base declares at the places that a stage edits, sorted by file and place.
    package static func declared(
        by stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> [DeclaredPlace] {
        try StageFile.all(of: stage, pipeline: pipeline, files: files, base: base).flatMap { file in
            file.spots.map { spot, template in
                DeclaredPlace(
                    DeclaredValue(file: file.path, place: spot.name, value: spot.value), written: template)
            }
        }.sorted { ($0.declared.file, $0.declared.place) < ($1.declared.file, $1.declared.place) }
    }

    /// Whether places hold what a release writes there. False for none.
    package static func declares(
        _ places: [DeclaredPlace], _ release: Release, pipeline: String, environment: String
    ) -> Bool {
        !places.isEmpty
            && places.allSatisfy { place in
                let value = try? place.written.render(release, pipeline: pipeline, environment: environment)
                return value == place.declared.value
            }
    }

    /// The tags that declared values name, by source, as far as the templates can be read backwards.
    package static func tags(
        in places: [DeclaredPlace], pipeline: String, environment: String
    ) -> [String: String] {
        var tags: [String: String] = [:]
        for place in places {
            func readings(by template: Template?) -> [Template.Reading]? {
                template?.readBack(place.declared.value, pipeline: pipeline, environment: environment)
            }
            for reading in readings(by: place.written) ?? readings(by: place.written.withoutDigest) ?? [] {
                if let tag = reading.tag, !tag.isEmpty { tags[reading.source] = tag }
            }
        }
        return tags
    }

    /// The sources whose tag a stage writes without their digest: the tag must still name the release's digest when sent.
    package static func sourcesPinnedByTagOnly(in stage: Stage) -> Set<String> {
        let settings = stage.edits.flatMap(\.set)
        return settings.reduce(into: Set()) { $0.formUnion($1.sources) }.filter { source in
            settings.contains { $0.writesTag(of: source) } && !settings.contains { $0.writesDigest(of: source) }
        }
    }
}

extension Template {
    /// A file's path: only the pipeline and the environment have a value before there is a release.
    package func renderPath(pipeline: String, environment: String) throws(Problem) -> String {
        var path = ""
        for segment in segments {
            switch segment {
            case .literal(let text): path += text
            case .pipeline: path += pipeline
            case .environment: path += environment
            case .source, .release:
                throw .permanent("\(text): a path may name ${pipeline} and ${environment} only.")
            }
        }
        return path
    }
}
