import Manifests

/// One file of a stage, and what is written where in it.
struct StageFile {
    let path: String
    let manifest: Manifest
    /// Each spot once, however many edits mean it in the same way.
    private(set) var spots: [(spot: EditSpot, written: Template)] = []
    private var known: Set<Known> = []

    private struct Known: Hashable {
        let spot: EditSpot
        let written: Template
    }

    /// The files sorted by path, each once.
    static func all(
        of stage: Stage, pipeline: String, files: [String: [UInt8]], base: CommitID
    ) throws(Problem) -> [StageFile] {
        var all: [String: StageFile] = [:]
        let formats = try FileFormats(of: stage, pipeline: pipeline)
        for edits in stage.edits {
            let pattern = try edits.files(pipeline: pipeline, environment: stage.environment)
            let paths = pattern.isPath ? [pattern.text] : pattern.matches(among: files.keys)
            guard !paths.isEmpty else {
                throw .permanent(
                    "\(pattern): no file matches at \(base.short).",
                    remedy: "Add one to the repository, or correct the pattern in the pipeline.")
            }
            for path in paths where all[path] == nil {
                guard let bytes = files[path] else {
                    throw .permanent(
                        "\(path): there is no such file at \(base.short).",
                        remedy: "Add it to the repository, or correct the path in the pipeline.")
                }
                all[path] = StageFile(path, try formats.format(of: path), bytes)
            }
            // Paths are read together; what a file means is looked for one by one.
            let values = edits.set.filter(\.isValue)
            if !values.isEmpty {
                for path in paths { try all[path]?.take(values) }
            }
            for setting in edits.set where !setting.isValue {
                try take(setting, in: paths, of: &all, isPattern: edits.isPattern, pattern)
            }
        }
        // What a pattern matched and no edit is about is none of the stage's.
        return all.values.filter { !$0.spots.isEmpty }.sorted { $0.path < $1.path }
    }

    /// What the stage edits in some files, as far as it can be told: what keeps it from being edited is not asked.
    static func claims(of stage: Stage, pipeline: String, in files: [String: [UInt8]]) -> [StageFile] {
        guard let formats = try? FileFormats(of: stage, pipeline: pipeline) else { return [] }
        var all: [String: StageFile] = [:]
        for edits in stage.edits {
            guard let pattern = try? edits.files(pipeline: pipeline, environment: stage.environment) else { continue }
            for (path, bytes) in files where pattern.matches(path) {
                if all[path] == nil {
                    // Of two formats none can be told; its own plan says so.
                    all[path] = StageFile(path, (try? formats.format(of: path)) ?? nil, bytes)
                }
                for setting in edits.set where all[path]?.manifest.mayHold(setting.target) == true {
                    try? all[path]?.find([setting])
                }
            }
        }
        return Array(all.values)
    }

    /// Of the many files of a pattern, those that have nothing of what is looked for are left alone.
    private static func take(
        _ setting: FileEdits.Setting, in paths: [String], of all: inout [String: StageFile], isPattern: Bool,
        _ pattern: FilePattern
    ) throws(Problem) {
        var missing: Problem?
        var isFound = false
        for path in paths {
            if isPattern, all[path]?.manifest.mayHold(setting.target) == false { continue }
            do throws(FileProblem) {
                try all[path]?.find([setting])
                isFound = true
            } catch .noUse(let problem) where isPattern {
                missing = missing ?? problem
            } catch {
                throw error.problem
            }
        }
        guard isFound || !isPattern else {
            throw missing
                ?? .permanent(
                    "\(pattern): no file has what the edit looks for.",
                    remedy: "Correct the pattern in the pipeline, or what is looked for.")
        }
    }

    private init(_ path: String, _ format: ManifestFormat?, _ bytes: [UInt8]) {
        self.path = path
        manifest = Manifest(bytes, file: path, format: format)
    }

    private mutating func take(_ settings: [FileEdits.Setting]) throws(Problem) {
        do throws(FileProblem) { try find(settings) } catch { throw error.problem }
    }

    private mutating func find(_ settings: [FileEdits.Setting]) throws(FileProblem) {
        let found: [[EditSpot]]
        do throws(ManifestError) { found = try manifest.spots(of: settings.map(\.target)) } catch {
            let problem = Problem.permanent(error.description)
            if settings.contains(where: { $0.target.isAbsent(by: error) }) { throw .noUse(problem) }
            throw .other(problem)
        }
        for (found, setting) in zip(found, settings) {
            for spot in found {
                let template: Template
                do throws(Problem) { template = try setting.value.template(for: spot) } catch { throw .other(error) }
                if known.insert(Known(spot: spot, written: template)).inserted { spots.append((spot, template)) }
            }
        }
    }

    private enum FileProblem: Error {
        case noUse(Problem)
        case other(Problem)

        var problem: Problem {
            switch self {
            case .noUse(let problem), .other(let problem): problem
            }
        }
    }
}
