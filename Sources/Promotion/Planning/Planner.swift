import Manifests

/// Turns a release into the exact edits of a stage. Pure: bytes in, bytes and a plan out.
package enum Planner {
    /// The files that a stage edits, sorted, without duplicates.
    package static func paths(of stage: Stage, pipeline: String) throws(Problem) -> [String] {
        Array(Set(try edits(of: stage, pipeline: pipeline).map(\.file))).sorted()
    }

    /// The plan of one release on one base, and the new contents of the files that it changes.
    ///
    /// `files` are the stage's files at `base`; one that is missing, or can't be edited at every place, is a permanent
    /// problem that names file, line, column and remedy.
    package static func plan(
        _ release: Release, stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> (plan: Plan, contents: [String: [UInt8]]) {
        var planned: [PlannedEdit] = []
        var contents: [String: [UInt8]] = [:]
        let all = try edits(of: stage, pipeline: pipeline)
        for path in Set(all.map(\.file)).sorted() {
            let (editor, bytes) = try open(path, files, base)
            var wanted: [ValueEdit] = []
            for edit in all where edit.file == path {
                let value = try edit.value.render(release, pipeline: pipeline, environment: stage.environment)
                wanted.append(ValueEdit(place: edit.place, value: value))
            }
            do {
                let found = try editor.read(wanted.map(\.place), in: bytes, file: path)
                for (value, edit) in zip(found, wanted) {
                    planned.append(
                        PlannedEdit(
                            file: path, place: edit.place.description, line: value.position.line,
                            column: value.position.column, old: value.value, new: edit.value))
                }
                let edited = try editor.apply(wanted, to: bytes, file: path)
                if !edited.changes.isEmpty { contents[path] = edited.bytes }
            } catch {
                throw .permanent(error.description)
            }
        }
        return (Plan(base: base, edits: planned), contents)
    }

    /// What a base declares at the places that a stage edits, in the order of the edits.
    package static func declared(
        by stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> [DeclaredValue] {
        let all = try edits(of: stage, pipeline: pipeline)
        var values = [DeclaredValue?](repeating: nil, count: all.count)
        for path in Set(all.map(\.file)).sorted() {
            let (editor, bytes) = try open(path, files, base)
            let indices = all.indices.filter { all[$0].file == path }
            do {
                let found = try editor.read(indices.map { all[$0].place }, in: bytes, file: path)
                for (index, value) in zip(indices, found) {
                    values[index] = DeclaredValue(
                        file: path, place: all[index].place.description, value: value.value)
                }
            } catch {
                throw .permanent(error.description)
            }
        }
        return values.compactMap { $0 }
    }

    /// What a stage declares once it has a release, in the order of the edits.
    package static func values(
        of release: Release, stage: Stage, pipeline: String
    ) throws(Problem) -> [DeclaredValue] {
        var values: [DeclaredValue] = []
        for edit in try edits(of: stage, pipeline: pipeline) {
            let value = try edit.value.render(release, pipeline: pipeline, environment: stage.environment)
            values.append(DeclaredValue(file: edit.file, place: edit.place.description, value: value))
        }
        return values
    }

    /// The tags that declared values name, by source, as far as the templates can be read backwards.
    package static func tags(in values: [DeclaredValue], stage: Stage, pipeline: String) -> [String: String] {
        guard let all = try? edits(of: stage, pipeline: pipeline), all.count == values.count else { return [:] }
        var tags: [String: String] = [:]
        for (edit, value) in zip(all, values) {
            let readings = edit.value.readBack(value.value, pipeline: pipeline, environment: stage.environment) ?? []
            for reading in readings {
                if let tag = reading.tag, !tag.isEmpty { tags[reading.source] = tag }
            }
        }
        return tags
    }

    /// The sources whose tag a stage writes without their digest: the tag must still name the release's digest when sent.
    package static func sourcesPinnedByTagOnly(in stage: Stage) -> Set<String> {
        let templates = stage.edits.flatMap(\.set).map(\.value)
        return Set(templates.flatMap(\.sources)).filter { source in
            templates.contains { $0.writesTag(of: source) } && !templates.contains { $0.writesDigest(of: source) }
        }
    }

    private struct Edit {
        let file: String
        let place: Place
        let value: Template
    }

    private static func edits(of stage: Stage, pipeline: String) throws(Problem) -> [Edit] {
        var result: [Edit] = []
        for group in stage.edits {
            let file = try group.file.renderPath(pipeline: pipeline, environment: stage.environment)
            for setting in group.set {
                let place = Place(document: group.document, selector: setting.selector)
                result.append(Edit(file: file, place: place, value: setting.value))
            }
        }
        return result
    }

    private static func open(
        _ path: String, _ files: [String: [UInt8]], _ base: CommitID
    ) throws(Problem) -> (any ManifestEditor, [UInt8]) {
        guard let bytes = files[path] else {
            throw .permanent(
                "\(path): there is no such file at \(base.short).",
                remedy: "Add it to the repository, or correct the path in the pipeline.")
        }
        guard let editor = ManifestFormat.editor(for: path) else {
            throw .permanent("\(path): no editor is known for this kind of file.", remedy: "Known are .yaml and .yml.")
        }
        return (editor, bytes)
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
