/// Text as it may go to a terminal: what comes from registries, repositories and servers must not move the cursor.
///
/// Control characters become `·`; line ends stay where `keepingLines` says so. So do those that turn the direction of text
/// (Unicode TR 36, "Bidirectional Text Spoofing").
func printable(_ text: String, keepingLines: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let stays = !isUnsafe(scalar) || (keepingLines && scalar == "\n")
        result.append(stays ? scalar : "·")
    }
    return String(result)
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
        || (0x2066...0x2069).contains(scalar.value)
}
