import Manifests
import Promotion

/// What is wrong with an edit among its pipeline's sources.
struct EditFault: Error {
    let location: Location
    let message: String
}

extension EditDraft {
    /// Without settings where ``settings(of:)`` refuses the edit.
    func fileEdits(of sources: [Entry<String, SourceDraft>]) -> FileEdits {
        FileEdits(
            file: file.value, isPattern: isPattern, format: format,
            set: ((try? settings(of: sources)) ?? []).map(\.value))
    }

    /// The targets in the file and what is written there, each with where it was written.
    func settings(of sources: [Entry<String, SourceDraft>]) throws(EditFault) -> [Located<FileEdits.Setting>] {
        let chooser = SourceChooser(sources: sources, chosen: source, at: file.location)
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
        }
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
