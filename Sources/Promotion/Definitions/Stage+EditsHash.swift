import Manifests

extension Stage {
    /// Tells which edits a stage has from all others, in every run of the program.
    ///
    /// As long as it is the same, other places are found only because the files are others.
    var editsHash: String { stableHash(edits.flatMap(\.words)) }
}

extension FileEdits {
    fileprivate var words: [String] {
        [file.text, isPattern ? "files" : "file", format?.rawValue ?? ""] + set.flatMap { $0.target.words }
    }
}

extension EditTarget {
    fileprivate var words: [String] {
        switch self {
        case .value: ["value", description]
        case .meaning(let meaning, _): ["meaning", description, meaning.parts.rawValue] + meaning.words
        case .markers(let finder):
            ["markers", finder.parts.rawValue] + finder.sources.sorted()
                + finder.policies.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        case .pattern(let finder): ["pattern", description, String(finder.matches)]
        }
    }
}

extension EditMeaning {
    /// What the description leaves out.
    fileprivate var words: [String] {
        switch self {
        case .kustomize(_, let name, _, let writesName): ["kustomize", name, String(writesName)]
        case .helm: ["helm"]
        case .image: ["image"]
        case .chart: ["chart"]
        case .service: ["service"]
        }
    }
}
