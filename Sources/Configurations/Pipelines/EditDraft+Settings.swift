import Manifests
import Patterns
import Promotion

private typealias MarkedSource = WrittenValue.MarkedSource

/// What is wrong with an edit among its pipeline's sources.
struct EditFault: Error {
    let location: Location
    let message: String
}

/// What the edits of a pipeline's stages refer to.
struct EditContext {
    let pipeline: String
    let sources: [Entry<String, SourceDraft>]
    /// The source of each of Flux's image policies.
    let policies: [Entry<String, Located<String>>]
}

extension EditDraft {
    /// Without settings where ``settings(in:)`` refuses the edit.
    func fileEdits(in context: EditContext) -> FileEdits {
        FileEdits(
            file: file.value, isPattern: isPattern, format: format,
            set: ((try? settings(in: context)) ?? []).map(\.value))
    }

    /// The targets in the file and what is written there, each with where it was written.
    func settings(in context: EditContext) throws(EditFault) -> [Located<FileEdits.Setting>] {
        let chooser = SourceChooser(sources: context.sources, chosen: source, at: file.location)
        switch rule {
        case .set(let entries):
            return entries.map { entry in
                let place = Place(document: innermost, selector: entry.key.value, within: containers)
                return Located(
                    FileEdits.Setting(target: .value(place), value: .text(entry.value.value)), entry.key.location)
            }
        case .kustomize(let image, let newName):
            let images = try chooser.images(named: image)
            if let newName, images.count > 1 {
                throw EditFault(
                    location: newName.location,
                    message: "the pipeline has several images, and one name for all is none; name the `source`")
            }
            if let newName { try check(name: newName, of: context.pipeline) }
            return try images.map { image throws(EditFault) in
                let meaning = EditMeaning.kustomize(
                    image: image.name, named: image.text, write, writesName: newName != nil)
                return try setting(meaning, image, name: newName?.value)
            }
        case .helm(let image, let path):
            return try chooser.images(named: image).map { image throws(EditFault) in
                try setting(.helm(image.name, below: path, write), image)
            }
        case .image(let image):
            return try chooser.images(named: image).map { image throws(EditFault) in
                try setting(.image(image.name, write), image)
            }
        case .chart(let target):
            let source = try chooser.only(at: target.location, isImage: false)
            let written = WrittenValue.artifact(source: source)
            return [Located(.init(target: .meaning(.chart(target.value)), value: written), target.location)]
        case .service(let service):
            let source = try chooser.only(at: service.location, isImage: true)
            let target = EditTarget.meaning(.service(service.value, write), inside: containers)
            return [Located(.init(target: target, value: .artifact(source: source)), service.location)]
        case .markers(let markers):
            guard markers.value else {
                throw EditFault(location: markers.location, message: "`markers` can only be true; remove it")
            }
            return [Located(try marked(try chooser.marked(), in: context), markers.location)]
        case .regex(let finder, let matches, let value):
            return [Located(try matched(finder, matches, value, chooser), finder.location)]
        }
    }

    /// Kustomize puts the tag behind the name, whatever the name ends in.
    private func check(name: Located<Template>, of pipeline: String) throws(EditFault) {
        // An environment's name is known only with the stage.
        let text = try? name.value.renderPath(pipeline: pipeline, environment: "x")
        guard text.flatMap({ ImageName($0) }) == nil else { return }
        throw EditFault(
            location: name.location,
            message:
                "\(quoted(name.value.text)) is not an image's name; write registry and repository, without tag or digest"
        )
    }

    private func marked(_ sources: [MarkedSource], in context: EditContext) throws(EditFault) -> FileEdits.Setting {
        let sources = Dictionary(sources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Where pipelines share a file the pipeline's name tells their sources apart.
        let inFull = sources.map { ("\(context.pipeline)/\($0)", $1) }
        let names = sources.merging(inFull, uniquingKeysWith: { first, _ in first })
        let policies = context.policies.filter { sources[$0.value.value] != nil }
            .map { ($0.key.value, $0.value.value) }
        let finder = MarkerFinder(
            sources: Set(names.keys), policies: Dictionary(policies, uniquingKeysWith: { first, _ in first }),
            writing: write)
        return FileEdits.Setting(target: .markers(finder), value: .marked(names))
    }

    private func matched(
        _ finder: Located<RegexFinder>, _ matches: Int, _ value: Located<Template>?, _ chooser: SourceChooser
    ) throws(EditFault) -> FileEdits.Setting {
        if let value, !finder.value.hasOwnValue {
            throw EditFault(
                location: value.location,
                message: "no group of `regex` takes a value; name one (?<value>…), or remove this")
        }
        if value == nil, finder.value.hasOwnValue {
            throw EditFault(
                location: finder.location,
                message: "a group that is not `tag`, `digest` or `name` takes the edit's `value`; add that key")
        }
        let hasParts = !finder.value.parts.isEmpty
        if let source, !hasParts {
            throw EditFault(
                location: source.location,
                message: "no group of `regex` is part of an image, so that no source is meant")
        }
        let source = hasParts ? try chooser.marked(by: try chooser.only(at: finder.location, isImage: false)) : nil
        let counted: RegexFinder
        do { counted = try RegexFinder(finder.value.pattern.source, matches: matches) } catch {
            throw EditFault(location: finder.location, message: error.message)
        }
        return FileEdits.Setting(
            target: .pattern(counted), value: .matched(source: source, own: value?.value))
    }

    private func setting(
        _ meaning: EditMeaning, _ image: SourceChooser.Image, name: Template? = nil
    ) throws(EditFault) -> Located<FileEdits.Setting> {
        if inside.last?.document != nil {
            throw EditFault(
                location: file.location,
                message:
                    "an edit by meaning looks at every document of the last value of `inside`; remove its `document`")
        }
        return Located(
            FileEdits.Setting(
                target: .meaning(meaning, inside: containers), value: .artifact(source: image.source, name: name)),
            image.location)
    }

    private var containers: [Container] {
        var document = document
        return inside.map { part in
            defer { document = part.document }
            return Container(document: document, selector: part.path)
        }
    }

    /// The document that the paths of `set` are in.
    private var innermost: DocumentSelector? { inside.last.map(\.document) ?? document }
}
