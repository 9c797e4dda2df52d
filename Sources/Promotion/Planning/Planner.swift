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
    /// problem that names file, line, column and remedy.
    package static func plan(
        _ release: Release, stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> (plan: Plan, contents: [String: [UInt8]]) {
        var planned: [PlannedEdit] = []
        var contents: [String: [UInt8]] = [:]
        for file in try StageFile.all(of: stage, pipeline: pipeline, files: files, base: base) {
            var values: [(spot: EditSpot, value: String)] = []
            for (spot, template) in file.spots {
                let value = try template.render(release, pipeline: pipeline, environment: stage.environment)
                values.append((spot, value))
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
        return (Plan(base: base, edits: planned), contents)
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
            let readings =
                place.written.readBack(place.declared.value, pipeline: pipeline, environment: environment) ?? []
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
}

/// One file of a stage, and what is written where in it.
private struct StageFile {
    let path: String
    let manifest: Manifest
    let spots: [(EditSpot, Template)]

    /// The files sorted by path, each once.
    static func all(
        of stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> [StageFile] {
        var settings: [String: [FileEdits.Setting]] = [:]
        for edits in stage.edits {
            let pattern = try edits.files(pipeline: pipeline, environment: stage.environment)
            let paths = pattern.isPath ? [pattern.text] : files.keys.filter(pattern.matches)
            guard !paths.isEmpty else {
                throw .permanent(
                    "\(pattern): no file matches at \(base.short).",
                    remedy: "Add one to the repository, or correct the pattern in the pipeline.")
            }
            for path in paths { settings[path, default: []] += edits.set }
        }
        var all: [StageFile] = []
        for (path, settings) in settings.sorted(by: { $0.key < $1.key }) {
            all.append(try StageFile(path, settings, files[path], base))
        }
        return all
    }

    private init(
        _ path: String, _ settings: [FileEdits.Setting], _ bytes: [UInt8]?, _ base: CommitID
    ) throws(Problem) {
        guard let bytes else {
            throw .permanent(
                "\(path): there is no such file at \(base.short).",
                remedy: "Add it to the repository, or correct the path in the pipeline.")
        }
        guard let manifest = Manifest(bytes, file: path) else {
            throw .permanent("\(path): no editor is known for this kind of file.", remedy: "Known are .yaml and .yml.")
        }
        self.path = path
        self.manifest = manifest
        do {
            let found = try manifest.spots(of: settings.map(\.target))
            spots = zip(found, settings).flatMap { spots, setting in spots.map { ($0, setting.value) } }
        } catch {
            throw .permanent(error.description)
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
