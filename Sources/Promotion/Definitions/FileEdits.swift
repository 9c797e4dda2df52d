package import Manifests

/// What to write in one file, or in each file that matches a pattern.
package struct FileEdits: Sendable, Hashable {
    /// A path inside the repository: `apps/payments/values.yaml`. May name `${pipeline}` and `${environment}` only.
    package var file: Template
    /// Whether `file` is a pattern for many files; see ``FilePattern``.
    package var isPattern: Bool
    /// Nil where the file's name tells it.
    package var format: ManifestFormat?
    package var set: [Setting]

    /// A target in the file, and what is written there.
    package struct Setting: Sendable, Hashable {
        package var target: EditTarget
        package var value: WrittenValue

        package init(target: EditTarget, value: WrittenValue) {
            self.target = target
            self.value = value
        }

        package init(selector: Selector, document: DocumentSelector? = nil, value: Template) {
            self.init(target: .value(Place(document: document, selector: selector)), value: .text(value))
        }
    }

    package init(file: Template, isPattern: Bool = false, format: ManifestFormat? = nil, set: [Setting]) {
        self.file = file
        self.isPattern = isPattern
        self.format = format
        self.set = set
    }

    /// The files in one environment of a pipeline.
    package func files(pipeline: String, environment: String) throws(Problem) -> FilePattern {
        let path = try file.renderPath(pipeline: pipeline, environment: environment)
        return isPattern ? FilePattern(matching: path) : FilePattern(path: path)
    }
}

extension FileEdits.Setting {
    package var sources: Set<String> {
        switch value {
        case .text(let template): template.sources
        case .artifact(let source, _): [source]
        case .marked(let sources): Set(sources.values.map(\.name))
        case .matched(let source, let own): Set(source.map { [$0.name] } ?? []).union(own?.sources ?? [])
        }
    }

    /// Whether the tag of a source may be written.
    package func writesTag(of source: String) -> Bool {
        switch value {
        case .text(let template): template.writesTag(of: source)
        case .artifact, .marked: sources.contains(source) && target.parts != .digest
        case .matched(let matched, let own):
            own?.writesTag(of: source) ?? false || (matched?.name == source && target.holds(.tag))
        }
    }

    /// Whether the digest of a source is written, whatever the file holds.
    package func writesDigest(of source: String) -> Bool {
        switch value {
        case .text(let template): template.writesDigest(of: source)
        case .artifact, .marked: sources.contains(source) && (target.parts == .digest || target.parts == .both)
        case .matched(let matched, let own):
            own?.writesDigest(of: source) ?? false || (matched?.name == source && target.holds(.digest))
        }
    }

    var isValue: Bool { if case .value = target { true } else { false } }
}

extension EditTarget {
    /// What of an image is written; nil where the edit says that itself.
    fileprivate var parts: ImageParts? {
        switch self {
        case .value, .pattern: nil
        case .meaning(let meaning, _): meaning.parts
        case .markers(let finder): finder.parts
        }
    }

    /// Whether a group of a pattern holds this part of an image.
    fileprivate func holds(_ part: ImagePart) -> Bool {
        if case .pattern(let finder) = self { finder.parts.contains(part) } else { false }
    }
}
