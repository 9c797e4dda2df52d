/// Writes values where markers and patterns point.
///
/// Each use is found again by its name in the bytes that are passed, so that the edits of one file can be made one
/// after the other, by path and by text. What the format's own editor can write, it writes, with its proof; the rest
/// is spliced by bytes, as ``TextSplice`` has it. Every finder must find the same uses again with the new values.
package enum TextEditor {
    /// The whole new file, or throws; the same bytes where every value was declared already.
    ///
    /// Throws: what the finder and the format's editor throw, `noSuchUse`,
    /// `conflictingEdits`, `unwritableText`, `retyped`, `unprovenText`.
    package static func apply(
        _ edits: [(use: TextUse, value: String)], to bytes: [UInt8], file: String, format: ManifestFormat? = nil
    ) throws(ManifestError) -> [UInt8] {
        let format = format ?? ManifestFormat(of: file)
        var result = bytes
        var finders: [TextFinder] = []
        for (use, _) in edits where !finders.contains(use.finder) { finders.append(use.finder) }
        let wanted = try Self.wanted(edits, file: file)
        for finder in finders {
            result = try write(wanted, by: finder, to: result, file: file, format)
        }
        for finder in finders where finders.count > 1 {
            // A finder after this one may have written over the same value.
            for use in try finder.uses(in: result, file: file, format: format) {
                guard let (position, value) = wanted[Wanted(use)], !value.isSame(as: use.value) else { continue }
                throw ManifestError(.conflictingEdits(value, use.value), file: file, at: position)
            }
        }
        return result
    }

    private struct Wanted: Hashable {
        let finder: TextFinder
        let name: String

        init(_ use: TextUse) { (finder, name) = (use.finder, use.name) }
    }

    private typealias Values = [Wanted: (position: Position, value: String)]

    private static func wanted(
        _ edits: [(use: TextUse, value: String)], file: String
    ) throws(ManifestError) -> Values {
        var values: Values = [:]
        for (use, value) in edits {
            let other = values.updateValue((use.position, value), forKey: Wanted(use))?.value
            guard let other, !other.isSame(as: value) else { continue }
            throw ManifestError(.conflictingEdits(other, value), file: file, at: use.position)
        }
        return values
    }

    private static func write(
        _ values: Values, by finder: TextFinder, to bytes: [UInt8], file: String, _ format: ManifestFormat
    ) throws(ManifestError) -> [UInt8] {
        let spots = try finder.spots(in: bytes, file: file, format: format)
        let wanted = values.filter { $0.key.finder == finder }
        let names = Set(spots.map(\.use.name))
        if let (key, gone) = wanted.first(where: { !names.contains($0.key.name) }) {
            throw ManifestError(.noSuchUse(key.name), file: file, at: gone.position)
        }
        let edits = spots.compactMap { spot in
            wanted[Wanted(spot.use)].map { SpotEdit(spot: spot, value: $0.value) }
        }.filter { !$0.value.isSame(as: $0.spot.use.value) }
        // What is spliced by bytes comes first: the other addresses hold in the text after it, too.
        let (inBytes, others) = (edits.filter(\.spot.isInBytes), edits.filter { !$0.spot.isInBytes })
        let text = try write(inBytes, by: finder, over: bytes, finding: spots, file: file, format)
        let result = try write(others, by: finder, over: text.bytes, finding: text.spots, file: file, format)
        return result.bytes
    }

    private static func write(
        _ edits: [SpotEdit], by finder: TextFinder, over bytes: [UInt8], finding spots: [TextSpot], file: String,
        _ format: ManifestFormat
    ) throws(ManifestError) -> (bytes: [UInt8], spots: [TextSpot]) {
        guard !edits.isEmpty else { return (bytes, spots) }
        let result = try SpotWriter(bytes: bytes, file: file, format: format).result(of: edits)
        return (result, try proven(edits, by: finder, from: spots, in: result, file: file, format))
    }

    /// What the finder finds in the new text, once that is what it must find there.
    private static func proven(
        _ edits: [SpotEdit], by finder: TextFinder, from old: [TextSpot], in result: [UInt8], file: String,
        _ format: ManifestFormat
    ) throws(ManifestError) -> [TextSpot] {
        let values = Dictionary(edits.map { ($0.spot.use.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let isInBytes = edits.allSatisfy(\.spot.isInBytes)
        let unproven = ManifestError(.unprovenText, file: file, at: edits.first?.spot.use.position)
        guard let found = try? finder.spots(in: result, file: file, format: format), found.count == old.count else {
            throw unproven
        }
        var moved = 0
        for (old, new) in zip(old, found) {
            let value = values[old.use.name]
            guard new.use.name == old.use.name, new.use.value.isSame(as: value ?? old.use.value) else { throw unproven }
            guard isInBytes, case .bytes(let before, let quote) = old.address else { continue }
            let length = value?.utf8.count ?? before.count
            let expected = before.lowerBound + moved..<before.lowerBound + moved + length
            guard new.address == .bytes(expected, quote: quote) else { throw unproven }
            moved += length - before.count
        }
        return found
    }
}
