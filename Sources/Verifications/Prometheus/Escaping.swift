extension String {
    /// As the inside of a string of PromQL in any of its quotes: nothing in it ends the string.
    ///
    /// Only its own quote may stand behind a backslash in such a string, so that quotes are written by their number.
    var escapedInPromQL: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"", "'", "`": text += "\\x" + String(scalar.value, radix: 16)
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
