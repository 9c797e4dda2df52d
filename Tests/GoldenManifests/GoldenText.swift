package import Manifests
import Patterns

/// An edit by the text in a golden case's `edits`: `marker api => 1.3.0 sha256:…`, or `regex /^TAG=(?<tag>.*)$/ => 1.3.0`.
///
/// Before the ` => ` may stand, for a marker, `policy namespace:name` and `as tag|digest|both`, and, for a pattern,
/// `matches=2`. Behind it stand the parts of a version, or, for a group that takes the edit's own value, that value.
package struct GoldenText: Sendable {
    package let finder: TextFinder
    package let version: ImageVersion
    package let value: String

    /// Nil where the line does not start as an edit by the text does.
    package init?(_ line: Substring) throws {
        guard let arrow = line.firstRange(of: " => ") else { return nil }
        let words = line[..<arrow.lowerBound].split(separator: " ").map(String.init)
        value = String(line[arrow.upperBound...])
        version = GoldenMeaning.version(value[...])
        func option(_ name: String) -> String? {
            words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        }
        switch words.first {
        case "marker":
            let source = words[1]
            finder = .markers(
                MarkerFinder(
                    sources: [source], policies: option("policy").map { [$0: source] } ?? [:],
                    writing: option("as").flatMap(ImageParts.init(rawValue:)) ?? .asWritten))
        case "regex":
            guard let start = line.firstIndex(of: "/"), let end = line[..<arrow.lowerBound].lastIndex(of: "/") else {
                return nil
            }
            let matches = words.last.flatMap { $0.hasPrefix("matches=") ? Int($0.dropFirst(8)) : nil }
            finder = .pattern(
                try RegexFinder(String(line[line.index(after: start)..<end]), matches: matches ?? 1))
        default: return nil
        }
    }

    /// What is written at each use that the finder finds now.
    package func edits(in bytes: [UInt8], file: String) throws(ManifestError) -> [(use: TextUse, value: String)] {
        try finder.uses(in: bytes, file: file).map { use throws(ManifestError) in
            (use, try use.text(of: version, orElse: value, file: file))
        }
    }
}
