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
            guard let value, let behindOld = skipping(value, in: before) else { return compareEnds(old, new, changes) }
            guard let behindNew = skipping(change.new, in: after) else {
                return .faulty("at \(change.position) stands something else than the new value")
            }
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

    /// What is behind a value: a quoted one ends at its quote, a plain one is its own text. Nil for any other, such as a
    /// block scalar.
    private static func skipping(_ value: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if text.first == UInt8(ascii: "|") || text.first == UInt8(ascii: ">") { return nil }
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

    /// For values whose extent is not known, such as those of several lines: what differs is no longer than they are.
    private static func compareEnds(_ old: [UInt8], _ new: [UInt8], _ changes: [ValueChange]) -> Verdict {
        let sorted = changes.sorted { $0.position < $1.position }
        guard let first = sorted.first?.position.offset, let last = sorted.last, last.position.offset <= old.count,
            new.starts(with: old[..<first])
        else { return .faulty("bytes before the first change changed") }
        let tail = zip(old[first...].reversed(), new[first...].reversed()).prefix { $0 == $1 }.count
        let between = old[first..<last.position.offset].count
        let value: String? = last.old
        let isWithin =
            isAtMost(value ?? "", old[first...].dropLast(tail), between)
            && isAtMost(
                last.new, new[first...].dropLast(tail), between + changes.reduce(0) { $0 + 2 * $1.new.utf8.count })
        return isWithin ? .ends : .faulty("bytes behind the last change changed")
    }

    /// Whether a text is a value's: white space aside, it has no more than its bytes, an escape for each, and quotes or
    /// what stands before and behind a text of several lines.
    private static func isAtMost(_ value: String, _ text: ArraySlice<UInt8>, _ more: Int) -> Bool {
        text.count { $0 > UInt8(ascii: " ") } <= 2 * value.utf8.count + more + 16
    }
}
