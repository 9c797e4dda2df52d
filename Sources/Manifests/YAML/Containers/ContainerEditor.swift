/// Reads and edits the file that one scalar of another holds.
///
/// Which editor does that is for ``ManifestFormat`` to say where the scalar's key has an extension (`config.json`); else
/// the text is YAML. What the inner editor answers or throws is told in the outer file's positions.
struct ContainerEditor {
    let target: Target
    let source: SourceText
    /// For a text that is YAML.
    let limits: YAMLLimits

    private let editor: any ManifestEditor
    private let container: Container
    /// Nil where the text and the value cannot be held against each other.
    private let pieces: [ScalarPiece]?

    init(_ target: Target, in source: SourceText, limits: YAMLLimits) {
        self.target = target
        self.source = source
        self.limits = limits
        pieces = ContainerText(target, in: source).pieces
        container = Container(document: target.place.document, selector: target.place.selector)
        let named: (any ManifestEditor)? =
            if case .key(let name) = target.place.selector.steps.last { ManifestFormat(of: name).editor } else { nil }
        editor = if let named, !(named is YAMLEditor) { named } else { YAMLEditor(limits: limits) }
    }

    func read(_ places: [Place]) throws(ManifestError) -> [FoundValue] {
        let inner = try places.map { place throws(ManifestError) in try self.inner(place) }
        do throws(ManifestError) {
            return try zip(places, editor.read(inner, in: value, file: source.file)).map { place, found in
                FoundValue(
                    place: place, value: found.value, position: outer(found.position),
                    repeatedAt: outer(found.repeatedAt))
            }
        } catch {
            throw outer(error)
        }
    }

    /// The changes, and the scalar's new text and value.
    func apply(_ edits: [ValueEdit]) throws(ManifestError) -> (changes: [ValueChange], text: ContainerText) {
        let inner = try edits.map { edit throws(ManifestError) in
            ValueEdit(place: try self.inner(edit.place), value: edit.value)
        }
        do throws(ManifestError) {
            let edited = try editor.apply(inner, to: value, file: source.file)
            // Two ways to name this scalar may have led here: each change has the place of its own edit.
            let places = Dictionary(
                zip(inner.map(\.place), edits.map(\.place)), uniquingKeysWith: { first, _ in first })
            let changes = edited.changes.map { change in
                ValueChange(
                    place: places[change.place] ?? outer(change.place), position: outer(change.position),
                    old: change.old, new: change.new,
                    repeatedAt: outer(change.repeatedAt))
            }
            return (changes, try text(after: inner, edited))
        } catch {
            throw outer(error)
        }
    }

    private var value: [UInt8] { Array(target.scalar.value.utf8) }

    /// The scalar's text, led to the new value one edit at a time, so that nothing between two of them is rewritten.
    private func text(after edits: [ValueEdit], _ edited: EditedManifest) throws(ManifestError) -> ContainerText {
        let result = String(decoding: edited.bytes, as: UTF8.self)
        var text = ContainerText(target, in: source)
        for edit in edits where edits.count > 1 {
            let step = try? editor.apply([edit], to: Array(text.value.utf8), file: source.file)
            guard let step, text.replace(with: String(decoding: step.bytes, as: UTF8.self)) else { break }
        }
        guard text.replace(with: result) else {
            let change = edited.changes.first
            let problem: ManifestProblem =
                text.style == .literal ? .unwritableBlock(change?.new ?? "") : .unwritableContainer
            throw ManifestError(problem, file: source.file, at: change?.position, place: change?.place)
        }
        return text
    }

    // MARK: Inside and outside

    private func inner(_ place: Place) throws(ManifestError) -> Place {
        let inner = Place(document: place.document, selector: place.selector, within: Array(place.within.dropFirst()))
        guard inner.within.isEmpty || editor is YAMLEditor else {
            throw ManifestError(.noContainer, file: source.file, at: target.span.position, place: place)
        }
        return inner
    }

    private func outer(_ place: Place) -> Place {
        Place(document: place.document, selector: place.selector, within: [container] + place.within)
    }

    private func outer(_ error: ManifestError) -> ManifestError {
        ManifestError(
            error.problem.moved(outer), file: error.file, at: error.position.map(outer) ?? target.span.position,
            place: error.place.map(outer) ?? target.place)
    }

    private func outer(_ positions: [Position]) -> [Position] {
        (positions.map(outer) + target.repeatedAt).sorted()
    }

    /// Where in the outer file a position of the value stands; the scalar's start where that cannot be told.
    private func outer(_ position: Position) -> Position {
        guard let offset = pieces?.textOffset(of: position.offset) else {
            return target.span.position
        }
        var cursor = TextCursor(target.span.position)
        return cursor.move(to: target.span.range.lowerBound + offset, in: source.bytes)
    }
}
