import Foundation

@testable import Manifests

/// Edits every scalar of a file, one at a time, and counts how that ended.
struct EditTally: CustomStringConvertible {
    private(set) var edited = 0
    /// By the name of the problem's case.
    private(set) var refused: [String: Int] = [:]
    private(set) var wrong: [String] = []
    /// What was refused, and why.
    private(set) var refusals: [String] = []
    private(set) var files = 0

    private static let values = ["v2.0.0", "1.20", "it's # so", "yes", "", "two words", "42", "a: b", "- x", "~"]
    private static let lines = [
        "v2.0.0", "one\ntwo\n", "", "a: b\n\n\nc: 'd'\n", "  x\ny", "\n\n", "#\n", "a \n b\n\n",
    ]
    /// What a tag of YAML's own asks for.
    private static let typed = ["int": "42", "bool": "false", "float": "1.20", "null": "~"]

    var refusedCount: Int { refused.values.reduce(0, +) }

    var editedShare: Double { Double(edited) / Double(max(1, edited + refusedCount)) }

    var description: String {
        let cases = refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
        return "\(files) files: \(edited) edited, \(refusedCount) refused (\(cases.joined(separator: ", "))), "
            + "\(wrong.count) wrong"
    }

    /// - Returns: whether libyaml accepts the file.
    @discardableResult
    mutating func edit(_ bytes: [UInt8], name: String) throws -> Bool {
        guard let before = StreamEvents(bytes) else { return false }
        files += 1
        for (number, leaf) in before.leaves.enumerated() {
            let document = before.documentCount > 1 ? DocumentSelector(index: leaf.document) : nil
            let place = Place(document: document, selector: try Selector(Selector.describe(leaf.steps)))
            let values = Self.values(for: before.events[leaf.event])
            for (index, value) in values.enumerated() {
                // Every value must end well, and one of them counts.
                let isCounted = index == number % values.count
                do throws(ManifestError) {
                    let result = try YAMLEditor().apply([ValueEdit(place: place, value: value)], to: bytes, file: name)
                    let found = try YAMLEditor().read([place], in: result.bytes, file: name)
                    let isRight = found[0].value.isSame(as: value) && Self.isRight(result, before, leaf, value)
                    if !isRight { wrong.append("\(name): \(place) = \(value)") } else if isCounted { edited += 1 }
                } catch {
                    if error.problem == .unproven { wrong.append("\(error)") }
                    if isCounted { count(error) }
                }
            }
        }
        return true
    }

    private mutating func count(_ error: ManifestError) {
        refused[error.problem.code.rawValue, default: 0] += 1
        refusals.append("\(error)")
    }

    private static func values(for event: StreamEvents.Event) -> [String] {
        if let type = event.tag?.split(separator: ":").last, let value = typed[String(type)] { return [value] }
        return event.isBlock ? lines : values
    }

    /// Whether libyaml reads the same in the result but for the one scalar, which has the value, in the old style unless
    /// that was plain.
    private static func isRight(
        _ result: EditedManifest, _ before: StreamEvents, _ leaf: StreamEvents.Leaf, _ value: String
    ) -> Bool {
        guard var after = StreamEvents(result.bytes)?.events, after.count == before.events.count else { return false }
        let old = before.events[leaf.event]
        guard after[leaf.event].value == Array(value.utf8) else { return false }
        after[leaf.event].value = old.value
        if old.isPlain { after[leaf.event].style = old.style }
        return after == before.events
    }
}
