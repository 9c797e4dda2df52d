import Manifests
import Promotion

/// Which of a pipeline's sources an edit by meaning writes, and how the files name its image.
struct SourceChooser {
    let sources: [Entry<String, SourceDraft>]
    /// The `source` of the edit.
    let chosen: Located<String>?
    /// The edit.
    let location: Location

    init(sources: [Entry<String, SourceDraft>], chosen: Located<String>?, at location: Location) {
        self.sources = sources
        self.chosen = chosen
        self.location = location
    }

    /// One source's image.
    struct Image {
        let source: String
        let name: ImageName
        /// As the files name it.
        let text: String
        let location: Location
    }

    /// The image of the edit's source; without one that of the source of this image, or of every source.
    func images(named written: Located<WrittenImage>?) throws(EditFault) -> [Image] {
        let images = sources.compactMap { Self.image($0, at: location) }
        if let chosen { return [try image(of: chosen).renamed(written)] }
        guard let written else {
            guard !images.isEmpty else {
                throw EditFault(location: location, message: "no source of the pipeline is an image; edit by `set`")
            }
            return images
        }
        let same = images.filter { $0.name == written.value.name }
        let candidates = same.isEmpty ? images : same
        guard candidates.count == 1 else {
            throw EditFault(
                location: written.location,
                message:
                    "which source's version is written for \(quoted(written.value.text)) is not clear; name the `source`: "
                    + "one of \(candidates.map(\.source).joined(separator: ", "))")
        }
        return [candidates[0].renamed(written)]
    }

    /// The edit's source, or the pipeline's only one.
    func only(at location: Location, isImage: Bool) throws(EditFault) -> String {
        if let chosen { return isImage ? try image(of: chosen).source : try entry(chosen).key.value }
        let candidates = sources.filter { !isImage || Self.image($0, at: location) != nil }
        guard candidates.count == 1 else {
            let names = candidates.map(\.key.value).joined(separator: ", ")
            throw EditFault(
                location: location,
                message: candidates.isEmpty
                    ? "no source of the pipeline is an image; edit by `set`"
                    : "which source's version is written here is not clear; name the `source`: one of \(names)")
        }
        return candidates[0].key.value
    }

    /// The edit's source, or every one, as markers name them.
    func marked() throws(EditFault) -> [WrittenValue.MarkedSource] {
        if let chosen { return [try marked(by: try entry(chosen).key.value)] }
        return try sources.map { source throws(EditFault) in try marked(by: source.key.value) }
    }

    /// A source of the pipeline; where an image's name goes its repository does.
    func marked(by name: String) throws(EditFault) -> WrittenValue.MarkedSource {
        let source = sources.first { $0.key.value == name }
        let repository = source.flatMap { Self.image($0, at: location)?.text } ?? name
        // A repository has no `${`, and so is a template of itself.
        guard let template = try? Template(repository) else {
            throw EditFault(location: location, message: "\(quoted(repository)) is no image's name")
        }
        return WrittenValue.MarkedSource(name: name, repository: template)
    }

    private func image(of chosen: Located<String>) throws(EditFault) -> Image {
        if let image = Self.image(try entry(chosen), at: chosen.location) { return image }
        throw EditFault(location: chosen.location, message: "the source \(quoted(chosen.value)) is not an image's")
    }

    private func entry(_ chosen: Located<String>) throws(EditFault) -> Entry<String, SourceDraft> {
        if let entry = sources.first(where: { $0.key.value == chosen.value }) { return entry }
        let names = sources.map(\.key.value).sorted()
        throw EditFault(
            location: chosen.location,
            message: "there is no source \(quoted(chosen.value)); known are \(names.joined(separator: ", "))"
                + didYouMean(chosen.value, among: names))
    }

    private static func image(_ source: Entry<String, SourceDraft>, at location: Location) -> Image? {
        guard case .image(let repository) = source.value.origin, let name = ImageName(repository.description) else {
            return nil
        }
        return Image(source: source.key.value, name: name, text: name.familiar, location: location)
    }
}

extension SourceChooser.Image {
    fileprivate func renamed(_ written: Located<WrittenImage>?) -> SourceChooser.Image {
        guard let written else { return self }
        return SourceChooser.Image(
            source: source, name: written.value.name, text: written.value.text, location: written.location)
    }
}
