package import Manifests

/// An edit by meaning in a golden case's `edits`: `image registry.example.com/api = 1.2.3 sha256:…`.
///
/// `kustomize <image>`, `helm <image>`, `chart <dependency>`, `chart appVersion` and `service <name>` likewise; before
/// the ` = `, each where needed, `as tag|digest|both`, `at <path>`, and `named` with the new name behind the ` = `.
package struct GoldenMeaning: Sendable {
    package let finder: any UseFinder
    package let version: ImageVersion

    /// Nil where the line does not start as an edit by meaning does.
    package init?(_ line: Substring) {
        guard let separator = line.firstRange(of: " = ") else { return nil }
        var words = line[..<separator.lowerBound].split(separator: " ").map(String.init)
        guard words.count >= 2 else { return nil }
        let (verb, subject) = (words.removeFirst(), words.removeFirst())
        func option(_ name: String) -> String? {
            words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        }
        let parts = option("as").flatMap(ImageParts.init(rawValue:)) ?? .asWritten
        switch verb {
        case "image":
            guard let image = ImageName(subject) else { return nil }
            finder = ImageFinder(image, writing: parts)
        case "kustomize":
            guard let image = ImageName(subject) else { return nil }
            finder = KustomizeFinder(image, named: subject, writing: parts, writesName: words.contains("named"))
        case "helm":
            guard let image = ImageName(subject) else { return nil }
            finder = HelmFinder(image, below: option("at").flatMap { try? Selector($0) }, writing: parts)
        case "chart": finder = ChartFinder(subject == "appVersion" ? .appVersion : .dependency(subject))
        case "service": finder = ComposeFinder(service: subject, writing: parts)
        default: return nil
        }
        version = Self.version(line[separator.upperBound...])
    }

    /// The parts of a version, told apart by how they look.
    package static func version(_ text: Substring) -> ImageVersion {
        var name: String?
        var tag: String?
        var digest: String?
        for word in text.split(separator: " ").map(String.init) {
            if word.hasPrefix("sha256:") {
                digest = word
            } else if word.contains("/") {
                name = word
            } else {
                tag = word
            }
        }
        return ImageVersion(name: name, tag: tag, digest: digest)
    }
}
