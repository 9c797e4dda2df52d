import Manifests

/// Proves an edit by other means than the editors: by reading again, by editing again, and byte by byte.
struct Judge {
    enum Verdict: Equatable {
        /// Every byte that is no value's own is the old one.
        case whole
        /// So are those before the first value and behind the last; a value's extent is not known to the judge.
        case ends
        case faulty(String)
    }

    let editor: any ManifestEditor
    let file: String

    /// Throws: what reading or editing the result throws; an edited file that is refused is a fault.
    func verdict(on result: EditedManifest, of edits: [ValueEdit], in old: [UInt8]) throws(ManifestError) -> Verdict {
        guard !result.changes.isEmpty else {
            return result.bytes == old ? .whole : .faulty("the bytes changed without a change")
        }
        if !Self.movesItsOwnPlaces(edits) {
            do throws(ManifestError) {
                let found = try editor.read(edits.map(\.place), in: result.bytes, file: file)
                for (edit, found) in zip(edits, found) where !found.value.utf8.elementsEqual(edit.value.utf8) {
                    return .faulty("\(edit.place) reads back as \(found.value.debugDescription)")
                }
                let again = try editor.apply(edits, to: result.bytes, file: file)
                guard again.changes.isEmpty, again.bytes == result.bytes else {
                    return .faulty("the same edits, applied again, change something")
                }
            } catch {
                return .faulty("the edited file is refused: \(error)")
            }
        }
        return Self.compare(old, result.bytes, result.changes)
    }

    /// Whether an edit sets what another, or itself, chooses an element or document by.
    private static func movesItsOwnPlaces(_ edits: [ValueEdit]) -> Bool {
        let written = edits.compactMap { edit -> String? in
            if case .key(let key) = edit.place.selector.steps.last { key } else { nil }
        }
        return edits.contains { edit in
            let choosing = edit.place.selector.steps.compactMap { step -> String? in
                if case .element(let key, _) = step { key } else { nil }
            }
            let identity = edit.place.document == nil ? [] : ["kind", "name", "namespace"]
            return (choosing + identity).contains { written.contains($0) }
        }
    }

    // MARK: Bytes

    static func compare(_ old: [UInt8], _ new: [UInt8], _ changes: [ValueChange]) -> Verdict {
        var (before, after) = (old[...], new[...])
        for change in changes.sorted(by: { $0.position < $1.position }) {
            let length = change.position.offset - before.startIndex
            guard length >= 0, length <= before.count, after.starts(with: before.prefix(length)) else {
                return .faulty("bytes before \(change.position) changed")
            }
            before = before.dropFirst(length)
            after = after.dropFirst(length)
            let value: String? = change.old
            let isEmpty = value?.isEmpty ?? true && !startsWithQuote(before)
            if isEmpty { after = after.drop { $0 == UInt8(ascii: " ") } }
            guard let value, let behindOld = skipping(value, in: before),
                let behindNew = skipping(change.new, in: after)
            else { return compareEnds(old, new, changes) }
            before = behindOld
            after = behindNew
            // A value that was left out may need a space on both sides.
            if isEmpty, after.first == UInt8(ascii: " "), before.first != after.first { after = after.dropFirst() }
        }
        return before.elementsEqual(after) ? .whole : .faulty("bytes behind the last change changed")
    }

    private static func startsWithQuote(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: "\"") || text.first == UInt8(ascii: "'")
    }

    /// What is behind a value: a quoted one ends at its quote, a plain one is its own text. Nil for any other.
    private static func skipping(_ value: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard startsWithQuote(text), let quote = text.first else {
            return text.starts(with: value.utf8) ? text.dropFirst(value.utf8.count) : nil
        }
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
            } else if byte == quote {
                guard quote == UInt8(ascii: "'"), rest.first == quote else { return rest }
                rest = rest.dropFirst()
            }
        }
        return nil
    }

    private static func compareEnds(_ old: [UInt8], _ new: [UInt8], _ changes: [ValueChange]) -> Verdict {
        let first = changes.map(\.position.offset).min() ?? 0
        let last = changes.map(\.position.offset).max() ?? 0
        guard old.count >= last, new.starts(with: old[..<first]) else { return .faulty("bytes before changed") }
        let tail = zip(old[last...].reversed(), new.reversed()).prefix { $0 == $1 }.count
        // Values are no longer than the lines they stand on; so what goes on behind the line is the old.
        let line = old[last...].firstIndex(of: UInt8(ascii: "\n")) ?? old.count
        return tail >= old.count - line ? .ends : .faulty("bytes behind changed")
    }
}
