/// A text of the configuration inside a sentence: in backquotes, shortened, control characters written out so that they
/// cannot command a terminal.
func quoted(_ text: String) -> String {
    var result = "`"
    for (count, scalar) in text.unicodeScalars.enumerated() {
        if count == 80 { return result + "…`" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: result += scalar.escaped(asASCII: true)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "`"
}
