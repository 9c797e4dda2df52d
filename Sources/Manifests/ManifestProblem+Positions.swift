extension ManifestProblem {
    /// The same problem, its positions told in another file.
    func moved(_ move: (Position) -> Position) -> ManifestProblem {
        switch self {
        case .syntax(let words, let since): .syntax(words, since: since.map(move))
        case .template(let words, let since): .template(words, since: since.map(move))
        case .duplicateKey(let key, let first): .duplicateKey(key, first: move(first))
        case .ambiguousDocument(let positions): .ambiguousDocument(positions.map(move))
        case .missingElement(let key, let value, let hidden):
            .missingElement(key: key, value: value, hidden: hidden.map(move))
        case .severalElements(let positions): .severalElements(positions.map(move))
        case .alias(let name, let anchor): .alias(name, anchor: move(anchor))
        case .mergeKey(let key, let sources): .mergeKey(key, sources: sources.map(move))
        case .matchCount(let expected, let found, let positions):
            .matchCount(expected: expected, found: found, at: positions.map(move))
        default: self
        }
    }
}
