import GoldenManifests
import Manifests

/// Runs an edit by meaning and proves it: its edits as any others, its additions as nothing but something put in, and
/// all of it by what the finder finds afterwards.
struct MeaningJudge {
    private let finder: any UseFinder
    private let version: ImageVersion
    private let file: String

    init(_ finder: any UseFinder, _ version: ImageVersion, _ file: String) {
        self.finder = finder
        self.version = version
        self.file = file
    }

    /// Throws: why the file is refused.
    func outcome(in bytes: [UInt8]) throws(ManifestError) -> Execution.Outcome {
        var edits: [ValueEdit] = []
        var additions: [ValueEdit] = []
        for use in try finder.uses(in: bytes, file: file) {
            let edit = try use.edit(to: version, file: file)
            if use.found == nil { additions.append(edit) } else { edits.append(edit) }
        }
        let result = try finder.apply(version, to: bytes, file: file)
        let edited = try YAMLEditor().apply(edits, to: bytes, file: file)
        let verdict = try Judge(editor: YAMLEditor(), file: file).verdict(on: edited, of: edits, in: bytes)
        if case .faulty(let words) = verdict { return .faulty(words) }
        guard Self.isInsertion(from: edited.bytes, to: result.bytes, of: additions) else {
            return .faulty("more than the missing entries was put in")
        }
        if let fault = fault(in: result.bytes) { return .faulty(fault) }
        if result.changes.isEmpty { return .unchanged }
        return .edited(isWhole: verdict == .whole && additions.isEmpty)
    }

    /// Whether one text is the other with no more put in than these entries, each in lines of a usual indentation.
    static func isInsertion(from old: [UInt8], to new: [UInt8], of additions: [ValueEdit]) -> Bool {
        var rest = old[...]
        for byte in new where rest.first == byte { rest = rest.dropFirst() }
        let most = additions.reduce(0) { $0 + 256 + $1.place.description.utf8.count + 2 * $1.value.utf8.count }
        return rest.isEmpty && new.count - old.count <= most
    }

    private func fault(in bytes: [UInt8]) -> String? {
        do throws(ManifestError) {
            for use in try finder.uses(in: bytes, file: file) {
                let wanted = try use.edit(to: version, file: file).value
                guard use.found?.value == wanted else {
                    return "\(use.place) is found as \(use.found?.value.debugDescription ?? "missing")"
                }
            }
            let again = try finder.apply(version, to: bytes, file: file)
            return again.changes.isEmpty && again.bytes == bytes
                ? nil : "the same edit, applied again, changes something"
        } catch {
            return "the edited file is refused: \(error)"
        }
    }
}
