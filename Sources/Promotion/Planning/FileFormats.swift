import Manifests

/// The formats that a stage's edits give files whose names do not tell them.
struct FileFormats {
    private let given: [(files: FilePattern, format: ManifestFormat)]

    init(of stage: Stage, pipeline: String) throws(Problem) {
        var given: [(files: FilePattern, format: ManifestFormat)] = []
        for edits in stage.edits {
            guard let format = edits.format else { continue }
            given.append((try edits.files(pipeline: pipeline, environment: stage.environment), format))
        }
        self.given = given
    }

    /// What one of the edits gives the file, for all of them; nil where its name tells.
    func format(of path: String) throws(Problem) -> ManifestFormat? {
        var format: ManifestFormat?
        for (files, other) in given where files.matches(path) {
            guard format ?? other == other else {
                throw .permanent(
                    "\(path): one edit has it as \((format ?? other).rawValue), another one as \(other.rawValue).",
                    remedy: "Give all edits of the file the same `format`.")
            }
            format = other
        }
        return format
    }
}
