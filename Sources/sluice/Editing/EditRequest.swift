import ArgumentParser
import Manifests
import Patterns

/// What the options of `sluice edit` ask for.
struct EditRequest {
    let format: ManifestFormat?
    /// Each target with what is written there.
    let settings: [Setting]

    struct Setting {
        let target: EditTarget
        let value: Written
    }

    enum Written {
        case text(String)
        case version(ImageVersion)
    }

    init(_ options: Edit) throws {
        let document = try options.document.map(Self.document)
        let containers = try options.inside.enumerated().map { index, path in
            Container(document: index == 0 ? document : nil, selector: try Self.selector(path))
        }
        let inner = containers.isEmpty ? document : nil
        var settings: [Setting] = []
        for text in options.set {
            let (path, value) = try Self.split(text, "--set PATH=VALUE")
            let place = Place(document: inner, selector: try Self.selector(path), within: containers)
            settings.append(Setting(target: .value(place), value: .text(value)))
        }
        func add(_ meaning: EditMeaning, _ version: ImageVersion) {
            settings.append(Setting(target: .meaning(meaning, inside: containers), value: .version(version)))
        }
        for text in options.image {
            let image = try ImageArgument(text)
            add(.image(image.name, options.write), image.version)
        }
        for text in options.kustomize {
            let image = try ImageArgument(text, mayRename: true)
            let hasName = image.version.name != nil
            add(.kustomize(image: image.name, named: image.text, options.write, writesName: hasName), image.version)
        }
        for text in options.helm {
            let image = try ImageArgument(text)
            add(.helm(image.name, below: nil, options.write), image.version)
        }
        for text in options.chart {
            let (name, version) = try Self.split(text, "--chart NAME=VERSION")
            add(.chart(name == "appVersion" ? .appVersion : .dependency(name)), ImageVersion(tag: version))
        }
        for text in options.service {
            let (name, version) = try Self.split(text, "--service SERVICE=TAG")
            add(.service(name, options.write), ImageArgument.version(version))
        }
        if !options.marker.isEmpty, options.format == nil, options.files.contains("-") {
            throw ValidationError(
                "--marker on standard input needs the --format: what stands before a comment depends on it.")
        }
        for text in options.marker {
            let (name, version) = try Self.split(text, "--marker NAME=TAG")
            let finder = MarkerFinder(sources: [name], writing: options.write)
            settings.append(Setting(target: .markers(finder), value: .version(ImageArgument.version(version))))
        }
        if let pattern = options.regex {
            guard let value = options.value else { throw ValidationError("--regex needs a --value to write.") }
            let finder: RegexFinder
            do { finder = try RegexFinder(pattern, matches: options.matches) } catch {
                throw ValidationError("--regex, character \(error.offset + 1): \(error.message).")
            }
            settings.append(
                Setting(
                    target: .pattern(finder),
                    value: finder.hasOwnValue ? .text(value) : .version(ImageArgument.version(value))))
        } else if options.value != nil || options.matches != 1 {
            throw ValidationError("--value and --matches are for --regex.")
        }
        guard !settings.isEmpty else {
            throw ValidationError(
                "Nothing to edit: give --set, --image, --kustomize, --helm, --chart, --service, --marker or --regex.")
        }
        self.format = options.format
        self.settings = settings
    }

    /// At the first `=` outside of brackets and quotes, for a path may hold `[name=api]`.
    static func split(_ text: String, _ form: String) throws -> (String, String) {
        var depth = 0
        var isQuoted = false
        for index in text.indices {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case "[" where !isQuoted: depth += 1
            case "]" where !isQuoted: depth -= 1
            case "=" where !isQuoted && depth == 0 && index > text.startIndex:
                return (String(text[..<index]), String(text[text.index(after: index)...]))
            default: break
            }
        }
        throw ValidationError("'\(text)' is not of the form \(form).")
    }

    private static func selector(_ path: String) throws -> Selector {
        do { return try Selector(path) } catch { throw ValidationError("\(error)") }
    }

    private static func document(_ text: String) throws -> DocumentSelector {
        var parts: [String: String] = [:]
        for part in text.split(separator: ",") {
            let (key, value) = try split(String(part), "--document kind=KIND,name=NAME,namespace=NAMESPACE")
            guard ["kind", "name", "namespace"].contains(key) else {
                throw ValidationError("'\(key)' tells no document; kind, name and namespace do.")
            }
            parts[key] = value
        }
        return DocumentSelector(kind: parts["kind"], name: parts["name"], namespace: parts["namespace"])
    }
}

/// An image and the version to write, as one argument.
struct ImageArgument {
    let name: ImageName
    /// The name as it was written.
    let text: String
    let version: ImageVersion

    /// - Parameter mayRename: whether `NAME=NEWNAME:TAG` is possible.
    init(_ argument: String, mayRename: Bool = false) throws {
        var written = argument
        var old: String?
        if mayRename, let equals = argument.firstIndex(of: "=") {
            old = String(argument[..<equals])
            written = String(argument[argument.index(after: equals)...])
        }
        guard let reference = ImageReference(written), reference.tag != nil || reference.digest != nil,
            let name = ImageName(old ?? reference.text)
        else {
            throw ValidationError(
                "'\(argument)' is not an image with its version: write NAME:TAG, NAME@DIGEST or both.")
        }
        self.name = name
        text = old ?? reference.text
        version = ImageVersion(
            name: old == nil ? nil : reference.text, tag: reference.tag, digest: reference.digest)
    }

    /// `TAG`, `DIGEST` or `TAG@DIGEST`; the editor checks both.
    static func version(_ text: String) -> ImageVersion {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        if parts.count == 2 { return ImageVersion(tag: parts[0], digest: parts[1]) }
        return text.contains(":") ? ImageVersion(digest: text) : ImageVersion(tag: text)
    }
}
