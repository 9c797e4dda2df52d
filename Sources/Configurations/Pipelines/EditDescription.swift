import Manifests
import Promotion

/// The edits of one file as they were written.
struct EditDraft: Sendable {
    var file: Located<Template>
    var document: DocumentSelector?
    var set: [Entry<Selector, Located<Template>>]

    var fileEdits: FileEdits {
        FileEdits(
            file: file.value,
            set: set.map { FileEdits.Setting(selector: $0.key.value, document: document, value: $0.value.value) })
    }
}

/// The description of an element of `edits`.
let edit: Value<EditDraft> = mapping(
    "an edit",
    required(
        "file", fixedTemplate("a file", example: "apps/${pipeline}/values.yaml").located,
        "The file, from the top of the repository. `${pipeline}` and `${environment}` may stand in it."),
    optional(
        "document", documentSelector,
        "Which document of a file with several; the only one with that path where it is missing."),
    required(
        "set", table(from: selector, to: template.located, atLeast: 1),
        """
        The values to set, by their path in the file. `${source.tag}`, `${source.digest}`, `${source.reference}` with a \
        source's name, `${pipeline}`, `${environment}` and `${release}` may stand in them; `$${` is a literal `${`.
        """),
    later: [
        Later(name: "kustomize", brings: "edits of Kustomize files by image"),
        Later(name: "helm", brings: "edits of Helm files by convention"),
        Later(name: "image", brings: "edits of every use of an image"),
        Later(name: "service", brings: "edits of Compose files by service"),
        Later(name: "markers", brings: "edits at marker comments"),
        Later(name: "regex", brings: "edits by regular expression"),
        Later(name: "matches", brings: "edits by regular expression"),
        Later(name: "files", brings: "edits of several files by pattern"),
        Later(name: "format", brings: "other formats than YAML"),
        Later(name: "inside", brings: "edits of documents inside of a value"),
    ]
) { EditDraft(file: $0, document: $1, set: $2) }

private let documentSelector = mapping(
    "a document",
    optional("kind", anyText("a kind", example: "Deployment"), "The document's `kind`."),
    optional("name", anyText("a name", example: "api"), "Its `metadata.name`."),
    optional("namespace", anyText("a namespace", example: "payments"), "Its `metadata.namespace`."),
    rules: [.atLeastOne(["kind", "name", "namespace"])]
) { DocumentSelector(kind: $0, name: $1, namespace: $2) }
