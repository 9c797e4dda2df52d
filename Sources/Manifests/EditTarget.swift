import Patterns

/// What an edit means in a file: a value by its path, or whatever a rule finds there.
package enum EditTarget: Sendable, Hashable {
    /// The one value at a place.
    case value(Place)
    /// Every place that means this in the file, or in the document that a value of the file holds.
    case meaning(EditMeaning, inside: [Container] = [])
    /// Every value that a marker of these points at, in any text.
    case markers(MarkerFinder)
    /// The groups of a pattern's matches, in any text.
    case pattern(RegexFinder)
}

/// What is looked for in a YAML file by what it means there.
package enum EditMeaning: Sendable, Hashable {
    /// The entry of a kustomization's `images`, added where it is missing. `image` as the manifests name it.
    case kustomize(image: ImageName, named: String, ImageParts, writesName: Bool)
    /// By the conventions of a chart's values, below a path or anywhere.
    case helm(ImageName, below: Selector?, ImageParts)
    /// Every scalar under a key `image`.
    case image(ImageName, ImageParts)
    /// A version in a `Chart.yaml`.
    case chart(ChartFinder.Target)
    /// A service of a Compose file.
    case service(String, ImageParts)

    package var finder: any UseFinder {
        switch self {
        case .kustomize(let image, let name, let parts, let writesName):
            KustomizeFinder(image, named: name, writing: parts, writesName: writesName)
        case .helm(let image, let path, let parts): HelmFinder(image, below: path, writing: parts)
        case .image(let image, let parts): ImageFinder(image, writing: parts)
        case .chart(let target): ChartFinder(target)
        case .service(let name, let parts): ComposeFinder(service: name, writing: parts)
        }
    }

    /// What of the image is written.
    package var parts: ImageParts {
        switch self {
        case .kustomize(_, _, let parts, _), .helm(_, _, let parts), .image(_, let parts), .service(_, let parts): parts
        case .chart: .tag
        }
    }

    /// A text that stands in every file that has what is looked for; nil where there is none.
    fileprivate var hint: String? {
        switch self {
        case .helm(_, below: .some, _), .kustomize, .chart(.appVersion), .service: nil
        case .helm(let image, below: nil, _), .image(let image, _):
            image.repository.split(separator: "/").last.map(String.init)
        case .chart(.dependency(let name)): name
        }
    }
}

extension EditTarget {
    /// False where no file can have one value that is both.
    package func mayMeet(_ other: EditTarget) -> Bool {
        switch (self, other) {
        case (.meaning(let mine, _), .meaning(let theirs, _)):
            guard let mine = mine.imageByName, let theirs = theirs.imageByName else { return true }
            return mine == theirs
        case (.markers(let mine), .markers(let theirs)):
            return !mine.sources.isDisjoint(with: theirs.sources)
                || mine.policies.keys.contains { theirs.policies[$0] != nil }
        default: return true
        }
    }

    /// Whether an error says that a file simply has nothing of the target; never for one value, which must be there.
    package func isAbsent(by error: ManifestError) -> Bool {
        switch (self, error.problem) {
        case (.value, _): false
        case (_, .noUse), (_, .noMarker), (_, .matchCount(_, found: 0, _)): true
        case (.meaning(.helm, _), .noPath), (.meaning, .noDocument(nil)): true
        // A service without an image is one nevertheless.
        case (.meaning(.service, _), .missingKey(let key, _)): key != "image"
        case (.meaning, .missingKey): true
        default: false
        }
    }

    /// Finds the target in a text; nil for one that is found by the file's format.
    var textFinder: TextFinder? {
        switch self {
        case .value, .meaning: nil
        case .markers(let finder): .markers(finder)
        case .pattern(let finder): .pattern(finder)
        }
    }

    /// Texts of which one stands in every file that has the target; empty where none is known.
    ///
    /// A file without them need not be parsed. No tool writes an image's name with escapes.
    var hints: [String] {
        switch self {
        case .value, .pattern: []
        case .meaning(let meaning, _): meaning.hint.map { [$0] } ?? []
        case .markers: Marker.Key.allCases.map(\.rawValue)
        }
    }
}

extension EditMeaning {
    /// The image whose name stands beside what is found; nil where something else decides.
    fileprivate var imageByName: ImageName? {
        switch self {
        case .kustomize(let image, _, _, _), .helm(let image, below: nil, _), .image(let image, _): image
        case .helm, .chart, .service: nil
        }
    }
}

extension EditTarget: CustomStringConvertible {
    /// For an error: `image.tag`, `the image example.com/api`.
    package var description: String {
        switch self {
        case .value(let place): place.description
        case .meaning(let meaning, let inside):
            (inside.map(\.description) + [meaning.description]).joined(separator: " > ")
        case .markers(let finder): "the markers of \(finder.sources.sorted().joined(separator: ", "))"
        case .pattern(let finder): "the pattern \(finder.pattern.source)"
        }
    }
}

extension EditMeaning: CustomStringConvertible {
    package var description: String {
        switch self {
        case .kustomize(let image, _, _, _), .helm(let image, below: nil, _), .image(let image, _): "the image \(image)"
        case .helm(let image, let path?, _): "the image \(image) at \(path)"
        case .chart(.appVersion): "appVersion"
        case .chart(.dependency(let name)): "the dependency \(name)"
        case .service(let name, _): "the service \(name)"
        }
    }
}
