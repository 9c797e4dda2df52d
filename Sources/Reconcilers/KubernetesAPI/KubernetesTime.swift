import Foundation

/// Reads a moment as the Kubernetes API writes it: RFC 3339, with or without a fraction of a second.
func kubernetesTime(_ text: String) -> Date? {
    let style = Date.ISO8601FormatStyle()
    return (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
}

/// The bytes of a base64 text with line breaks anywhere.
func base64(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { Array($0) }
}
