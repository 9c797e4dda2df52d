import Foundation
import Manifests
import Promotion

/// All files as they were written, for the checks that look at several of them.
struct Drafts {
    private(set) var settings: Drafted<SettingsDraft>?
    private(set) var environments: [String: Drafted<EnvironmentDraft>] = [:]
    /// Sorted by name.
    private(set) var pipelines: [Drafted<PipelineDraft>] = []

    /// Decodes every file; what is wrong in one keeps no other from being decoded.
    init(_ listing: FileListing, directory: String, findings: inout Findings) {
        let patterns = PatternCache()
        for file in listing.files {
            let decoding = Decoding(file: file.path, directory: directory, patterns: patterns)
            switch file.kind {
            case .settings: settings = Drafted(settingsFile, file, decoding)
            case .environment: environments[file.name] = Drafted(environmentFile, file, decoding)
            case .pipeline: pipelines.append(Drafted(pipelineFile, file, decoding))
            }
            findings.refuse(decoding.issues)
        }
        for index in pipelines.indices { pipelines[index].expand(among: environments, &findings) }
    }
}

/// One file as it was written.
struct Drafted<Draft: Sendable> {
    let name: String
    /// The file's first character.
    let location: Location
    /// Nil where the file could not be decoded.
    private(set) var draft: Draft?
    /// Whether nothing was wrong: what seems to be missing in a file that is not whole may only be written.
    let isWhole: Bool
    /// Kept of a file that is not whole, for the names in what could not be decoded.
    private let node: YAMLNode?

    init(_ description: Value<Draft>, _ file: FileListing.File, _ decoding: Decoding) {
        name = file.name
        location = decoding.location(.start)
        let node = Self.parse(file, decoding)
        draft = node.flatMap { description.decode($0, decoding) }
        isWhole = decoding.issues.isEmpty
        self.node = isWhole ? nil : node
    }

    private static func parse(_ file: FileListing.File, _ decoding: Decoding) -> YAMLNode? {
        let limits = YAMLLimits.configuration
        do throws(UnreadableFile) {
            let bytes = try readFile(decoding.absolute(file.path), limit: limits.maximumBytes)
            do throws(ManifestError) {
                return try YAMLTree.parse(bytes, file: file.path, limits: limits)
            } catch {
                decoding.refuse(at: decoding.location(error.position ?? .start), error.problem.description)
            }
        } catch {
            decoding.refuse(at: decoding.location(.start), error.message)
        }
        return nil
    }
}

extension Drafted<PipelineDraft> {
    fileprivate mutating func expand(
        among environments: [String: Drafted<EnvironmentDraft>], _ findings: inout Findings
    ) {
        draft?.expand(among: environments, &findings)
    }

    /// The environments and the groups of all stages, of those too that could not be decoded.
    var stageNames: Set<String> {
        let written = node?["stages"]?.sequence?.flatMap { stage in
            [stage["environment"], stage["name"]] + (stage["environments"]?.sequence ?? [])
        }
        let groups = draft?.templates.compactMap(\.value.name?.value) ?? []
        return Set(
            (written ?? []).compactMap { $0?.scalar?.value } + groups
                + (draft?.stages.map(\.value.environment.value) ?? []))
    }

    /// The names of all sources, of those too that could not be decoded.
    var sourceNames: Set<String> {
        Set((node?["sources"]?.mapping?.map(\.key) ?? []) + (draft?.sources.map(\.key.value) ?? []))
    }
}

extension PipelineDraft {
    /// The edits of a stage: its own, or the pipeline's.
    func edits(of stage: StageDraft) -> [EditDraft] { stage.edits ?? edits }

    func pipeline(named name: String, interval: TimeInterval) -> Pipeline {
        Pipeline(
            name: name, sources: sources.map { $0.value.source(named: $0.key.value, interval: interval) },
            stages: stages.map {
                $0.value.stage(
                    edits: edits(of: $0.value), verifications: verifications, onFailure: onFailure,
                    in: context(of: name))
            }, cut: cut)
    }
}
