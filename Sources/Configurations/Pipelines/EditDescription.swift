import Manifests
import Patterns
import Promotion

/// The edits of one file, or of each that matches a pattern, as they were written.
struct EditDraft: Sendable {
    var file: Located<Template>
    var isPattern: Bool
    var format: ManifestFormat?
    /// The document of the file.
    var document: DocumentSelector?
    /// The values around what is edited, outermost first, each with the document that is meant inside of it.
    var inside: [ContainerDraft]
    var rule: EditRule
    var source: Located<String>?
    var write: ImageParts

    var isBySet: Bool { if case .set = rule { true } else { false } }
}

/// What is edited in a file.
enum EditRule: Sendable {
    case set([Entry<Selector, Located<Template>>])
    case kustomize(image: Located<WrittenImage>?, newName: Located<Template>?)
    case helm(image: Located<WrittenImage>?, path: Selector?)
    case image(Located<WrittenImage>)
    case chart(Located<ChartFinder.Target>)
    case service(Located<String>)
    case markers(Located<Bool>)
    case regex(Located<RegexFinder>, matches: Int, value: Located<Template>?)
}

/// An image's name, in full form and as it was written.
struct WrittenImage: Sendable {
    let name: ImageName
    let text: String
}

/// A value that holds a file, and which of that file's documents is meant.
struct ContainerDraft: Sendable {
    let path: Selector
    let document: DocumentSelector?
}

private let rules = ["set", "kustomize", "helm", "image", "chart", "service", "markers", "regex"]

/// The description of an element of `edits`.
let edit: Value<EditDraft> = mapping(
    "an edit",
    optional(
        "file", fixedTemplate("a file", example: "apps/${pipeline}/values.yaml").located,
        "The file, from the top of the repository. `${pipeline}` and `${environment}` may stand in it."),
    optional(
        "files", fixedTemplate("a pattern of files", example: "clusters/${environment}/**/*.yaml").located,
        """
        The files that match: `*` stands for any part of a name, `?` for one character, `**` for any folders. Those in \
        which an edit by meaning finds nothing are left alone, as long as one has something.
        """),
    optional(
        "format",
        word(
            "a format",
            [
                "yaml": (ManifestFormat.yaml, "YAML 1.1 and 1.2."),
                "json": (.json, "JSON."),
                "jsonc": (.jsonc, "JSON with comments and trailing commas."),
                "hcl": (.hcl, "HCL: Terraform, OpenTofu, Terragrunt, Packer, Nomad."),
            ]), "The file's format where its name does not tell it; `markers` and `regex` go by the name."),
    optional(
        "document", documentSelector,
        "Which document of a file with several; the only one with that path where it is missing."),
    optional(
        "inside", oneOrMore(either(insidePath, or: insideMapping)),
        """
        The value that holds the file to edit, such as `data."app.yaml"` of a ConfigMap or `spec.source.helm.values`; \
        a list where such a file has one again.
        """),
    optional(
        "set", table(from: selector, to: template.located, atLeast: 1),
        """
        The values to set, by their path in the file. `${source.tag}`, `${source.digest}`, `${source.reference}` with a \
        source's name, `${pipeline}`, `${environment}` and `${release}` may stand in them; `$${` is a literal `${`.
        """),
    optional(
        "kustomize", kustomize,
        "The image's entry in `images` of a kustomization: its `newTag` and `digest`. A missing entry is added."),
    optional(
        "helm", helm, "The image in a chart's values, by the conventions `image.repository`, `tag` and `digest`."),
    optional(
        "image", imageName.located,
        "Every use of this image: each `image` key of any manifest, Compose file or custom resource."),
    optional("chart", chart.located, "A version in a `Chart.yaml`."),
    optional(
        "service", anyText("the name of a service", example: "api").located, "The image of a service of a Compose file."
    ),
    optional(
        "markers", boolean.located,
        """
        `true`: every value before a comment such as `# {"$sluice": "api:tag"}`, in any text: `:tag`, `:digest`, `:name`, \
        or the whole reference without any of them. A source is named `api` or `pipeline/api`. Flux's `$imagepolicy` \
        markers count where `imagePolicies` has their policy.
        """),
    optional(
        "regex", regex.located,
        """
        A regular expression (PCRE2; `^` and `$` stand for a line's ends), in any text. What its named group holds is \
        replaced: of the groups `tag`, `digest` and `name` by that part of the source's image, of another one by `value`.
        """),
    optional(
        "matches", wholeNumber(1...TextLimits.maximumUses), default: "1",
        "How many matches a file must have, no more and no fewer."),
    optional("value", template.located, "What the group of `regex` that is no part of an image gets."),
    optional(
        "source", name(of: "a source", example: "api").located,
        "Whose version is written; the source of that image, or the only one, where it is missing."),
    optional(
        "write",
        word(
            "parts of an image",
            [
                "asWritten": (ImageParts.asWritten, "What stands there now: tag, digest or both."),
                "tag": (.tag, "The tag; refused beside a digest, which would decide."),
                "digest": (.digest, "The digest."),
                "both": (.both, "Tag and digest."),
            ]), default: "asWritten", "What of the image is written."),
    rules: [
        .exactlyOne(["file", "files"]), .exactlyOne(rules), .needsOne("document", of: ["set", "inside"]),
        .needsOne("source", of: rules.filter { $0 != "set" }), .needsOne("write", of: imageRules + ["markers"]),
        .needsOne("format", of: rules.filter { !textRules.contains($0) }), .needs("matches", "regex"),
        .needs("value", "regex"),
        .needsOne("inside", of: rules.filter { $0 != "chart" && !textRules.contains($0) }),
    ]
) {
    (
        file: $0, files: $1, format: $2, document: $3, inside: $4, set: $5, kustomize: $6, helm: $7, image: $8,
        chart: $9,
        service: $10, markers: $11, regex: $12, matches: $13, value: $14, source: $15, write: $16
    )
}
.map { written, _, _ in
    let rule: EditRule? =
        written.set.map(EditRule.set)
        ?? written.kustomize.map { .kustomize(image: $0.image, newName: $0.newName) }
        ?? written.helm.map { .helm(image: $0.image, path: $0.path) } ?? written.image.map(EditRule.image)
        ?? written.chart.map(EditRule.chart) ?? written.service.map(EditRule.service)
        ?? written.markers.map(EditRule.markers)
        ?? written.regex.map { .regex($0, matches: written.matches, value: written.value) }
    // Without a file or something to edit the rules above have refused the edit.
    guard let rule, let file = written.file ?? written.files else { return nil }
    return EditDraft(
        file: file, isPattern: written.file == nil, format: written.format, document: written.document,
        inside: written.inside ?? [], rule: rule, source: written.source, write: written.write)
}

private let imageRules = ["kustomize", "helm", "image", "service"]
private let textRules = ["markers", "regex"]

private let regex = text(
    TextShape(name: "a regular expression", example: "^FROM .*:(?<tag>\\S+)$", acceptsNumbers: true)
) { (text: String, _) throws(Complaint) in
    do throws(PatternError) { return try RegexFinder(text) } catch {
        throw Complaint("the regular expression is wrong here: \(error.message)", at: error.offset)
    }
}

private let documentSelector = mapping(
    "a document",
    optional("kind", anyText("a kind", example: "Deployment"), "The document's `kind`."),
    optional("name", anyText("a name", example: "api"), "Its `metadata.name`."),
    optional("namespace", anyText("a namespace", example: "payments"), "Its `metadata.namespace`."),
    rules: [.atLeastOne(["kind", "name", "namespace"])]
) { DocumentSelector(kind: $0, name: $1, namespace: $2) }

private let insidePath = selector.map { path, _, _ in ContainerDraft(path: path, document: nil) }

private let insideMapping = mapping(
    "a value that holds a file",
    required("path", selector, "The path of the value."),
    optional("document", documentSelector, "Which document of the file in it, where that has several.")
) { ContainerDraft(path: $0, document: $1) }

private let imageName = text(
    TextShape(name: "an image's name", example: "registry.example.com/payments/api")
) { (text: String, _) throws(Complaint) in
    guard let name = ImageName(text) else {
        throw Complaint("\(quoted(text)) is not an image's name; write registry and repository, without tag or digest")
    }
    return WrittenImage(name: name, text: text)
}

private let kustomize = mapping(
    "an edit of a kustomization",
    optional(
        "image", imageName.located,
        "The image as the manifests name it; the sources' own repositories where it is missing."),
    optional(
        "newName", fixedTemplate("an image's name", example: "registry.example.com/prod/api").located,
        "The name to write, too: the registry and repository that the environment pulls from.")
) { (image: $0, newName: $1) }

private let helm = mapping(
    "an edit of a chart's values",
    optional(
        "image", imageName.located,
        "The image as the values name it; the sources' own repositories where it is missing."),
    optional("path", selector, "Look only there and below. A mapping right there without `repository` is the image.")
) { (image: $0, path: $1) }

private let chart = either(
    word("a version", ["appVersion": (ChartFinder.Target.appVersion, "The chart's own `appVersion`.")]),
    or: mapping(
        "a version in a Chart.yaml",
        required("dependency", anyText("a chart's name", example: "postgresql"), "The dependency with this `name`.")
    ) { ChartFinder.Target.dependency($0) })
