import Promotion

extension String {
    /// One line of at most `limit` UTF-16 units, without anything that shows nothing or turns the text around: control and
    /// format characters (terminal escapes, bidirectional overrides), fillers, and marks piled on marks.
    func tidied(to limit: Int) -> String {
        // A character may be of any number of scalars; more than are shown are not looked at.
        let start = String(String.UnicodeScalarView(unicodeScalars.prefix(8 * limit)))
        var shown = String.UnicodeScalarView()
        var marks = 0
        for scalar in start.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark: marks += 1
            default: marks = 0
            }
            // White space and control characters are left to `oneLine`, which makes spaces of them.
            guard marks <= 3, !properties.isDefaultIgnorableCodePoint, properties.generalCategory != .privateUse,
                properties.generalCategory != .unassigned
            else { continue }
            shown.append(scalar)
        }
        return String(shown).oneLine(limit: limit).clipped(to: limit)
    }
}
