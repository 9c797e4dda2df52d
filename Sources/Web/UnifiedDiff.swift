/// The exact difference of two texts in the unified format (POSIX diff -u), for people.
package enum UnifiedDiff {
    /// Empty when they are the same. Lines are compared byte by byte; a carriage return is shown as `\r`.
    ///
    /// Edits change few lines, so that common lines at both ends are cut off first; what lies between is compared line by
    /// line where both have as many, and shown as one block otherwise.
    package static func text(path: String, before: [UInt8], after: [UInt8]) -> String {
        guard before != after else { return "" }
        let old = lines(before)
        let new = lines(after)
        var result = "--- a/\(path)\n+++ b/\(path)\n"
        for hunk in hunks(changes(old, new), old: old.count) { result += hunk.text(old, new) }
        return result
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }

    /// A stretch of old lines that new lines replace.
    private struct Change {
        var old: Range<Int>
        var new: Range<Int>
    }

    private static func changes(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Change] {
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < old.count - head, tail < new.count - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let middleOld = head..<(old.count - tail)
        let middleNew = head..<(new.count - tail)
        // An edit of values keeps the number of lines: compare line by line.
        guard middleOld.count == middleNew.count else { return [Change(old: middleOld, new: middleNew)] }
        var result: [Change] = []
        for index in middleOld where old[index] != new[index] {
            if let last = result.indices.last, result[last].old.upperBound == index {
                result[last].old = result[last].old.lowerBound..<(index + 1)
                result[last].new = result[last].new.lowerBound..<(index + 1)
            } else {
                result.append(Change(old: index..<(index + 1), new: index..<(index + 1)))
            }
        }
        return result
    }

    private struct Hunk {
        var changes: [Change]
        var old: Range<Int>

        func text(_ oldLines: [ArraySlice<UInt8>], _ newLines: [ArraySlice<UInt8>]) -> String {
            let grown = changes.reduce(0) { $0 + $1.new.count - $1.old.count }
            let shift = (changes.first?.new.lowerBound ?? 0) - (changes.first?.old.lowerBound ?? 0)
            // A range of no lines is named by the line before it.
            let first = old.lowerBound + (old.isEmpty ? 0 : 1)
            let count = old.count + grown
            var text = "@@ -\(first),\(old.count) +\(old.lowerBound + shift + (count == 0 ? 0 : 1)),\(count) @@\n"
            var position = old.lowerBound
            for change in changes {
                for index in position..<change.old.lowerBound { text += UnifiedDiff.line(" ", oldLines[index]) }
                for index in change.old { text += UnifiedDiff.line("-", oldLines[index]) }
                for index in change.new { text += UnifiedDiff.line("+", newLines[index]) }
                position = change.old.upperBound
            }
            for index in position..<old.upperBound { text += UnifiedDiff.line(" ", oldLines[index]) }
            return text
        }
    }

    /// Three lines around each change; changes whose surroundings touch share a hunk.
    private static func hunks(_ changes: [Change], old count: Int) -> [Hunk] {
        var hunks: [Hunk] = []
        for change in changes {
            let around = max(0, change.old.lowerBound - 3)..<min(count, change.old.upperBound + 3)
            if let last = hunks.indices.last, hunks[last].old.upperBound >= around.lowerBound {
                hunks[last].changes.append(change)
                hunks[last].old = hunks[last].old.lowerBound..<around.upperBound
            } else {
                hunks.append(Hunk(changes: [change], old: around))
            }
        }
        return hunks
    }

    private static func line(_ mark: String, _ line: ArraySlice<UInt8>) -> String {
        var line = line
        let ends = line.last == 0x0A
        if ends { line = line.dropLast() }
        var text = mark + String(decoding: line, as: UTF8.self)
        if text.hasSuffix("\r") { text = text.dropLast() + "\\r" }
        return text + (ends ? "\n" : "\n\\ No newline at end of file\n")
    }
}
