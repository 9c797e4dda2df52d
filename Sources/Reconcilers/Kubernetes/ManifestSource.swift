import Foundation
import Promotion

/// What a commit declares for a stage, read from the mirror: the files as they are, or what a program makes of them.
struct ManifestSource: Sendable {
    let definition: KubernetesReconciler
    let files: CommitFiles
    /// The daemon's.
    let environment: [String: String]

    /// The objects of a commit. Throws what is wrong with them, without their values.
    func objects(at commit: CommitID, for request: HandOff, namespace: String) async throws(Problem) -> [Unstructured] {
        func path(_ template: Template) throws(Problem) -> String {
            try Self.plain(
                try template.render(
                    request.release, pipeline: request.stage.pipeline, environment: request.stage.environment))
        }
        let objects: [Unstructured]
        let place: String
        switch definition.manifests {
        case .plain(let folder):
            place = try path(folder)
            let patterns = ["yaml", "yml", "json"].map { FilePattern(matching: "\(place)/**/*.\($0)") }
            let contents = try await files.files(patterns, at: commit, of: request.branch)
            var found: [Unstructured] = []
            for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) {
                found += try ManifestObjects.parse(bytes, file: name)
            }
            objects = found
        case .kustomize(let folder):
            place = try path(folder)
            objects = try await built(["kustomize", "build", place], place, at: commit, request, path)
        case .helm(let chart):
            place = try path(chart.chart)
            var arguments = ["helm", "template", try path(chart.release), place, "--namespace", namespace]
            arguments += ["--include-crds", "--no-hooks"]
            for file in chart.values { arguments += ["--values", try path(file)] }
            objects = try await built(arguments, place, at: commit, request, path)
        }
        try ManifestObjects.check(objects, of: "\(place) at \(commit.short)")
        return ManifestObjects.inOrder(objects)
    }

    /// Lays the files out in a folder of their own, runs the program there, and reads what it prints.
    private func built(
        _ arguments: [String], _ place: String, at commit: CommitID, _ request: HandOff,
        _ path: (Template) throws(Problem) -> String
    ) async throws(Problem) -> [Unstructured] {
        var patterns: [FilePattern] = []
        for pattern in definition.files { patterns.append(FilePattern(matching: try path(pattern))) }
        if patterns.isEmpty { patterns = [FilePattern(matching: "\(place)/**")] }
        let contents = try await files.files(patterns, at: commit, of: request.branch)
        guard !contents.isEmpty else { throw .permanent("There is no file in \(place) at \(commit.short).") }
        let folder = try BuildFolder(contents)
        let end = try await folder.run(arguments, environment: environment)
        return try ManifestObjects.parse(end, file: "the output of \(arguments[0])")
    }

    /// A path of the repository that cannot lead out of it, and that no program takes for an option.
    private static func plain(_ path: String) throws(Problem) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { ["", ".", ".."].contains($0) }), !path.hasPrefix("-") else {
            throw .permanent("`\(path.oneLine(limit: 100))` is no path in the repository.")
        }
        return path
    }
}
