/// A unified diff in colours.
func coloured(diff: String, for terminal: Terminal) -> String {
    diff.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let text = printable(String(line))
        return switch text.first {
        case "+" where !text.hasPrefix("+++"): terminal.styled(text, .green)
        case "-" where !text.hasPrefix("---"): terminal.styled(text, .red)
        case "@": terminal.styled(text, .cyan)
        default: text
        }
    }.joined(separator: "\n")
}
