import Foundation
import Promotion

/// The description of `reconciler.argocd`.
let argocd: Value<ArgoCDReconciler> = mapping(
    "Argo CD",
    required("url", httpURL, "Where Argo CD is, as people's browsers find it."),
    required(
        "token", secret,
        "The token of an account that may `get` and `sync` the applications: `argocd account generate-token` makes one."
    ),
    optional(
        "caFile", path("a PEM file", example: "keys/argocd-ca.pem"),
        "The authorities that are believed, instead of the system's."),
    optional(
        "application", fixedTemplate("an application's name", example: "${pipeline}-prod"),
        "The application that makes the branch live."),
    optional(
        "selector", fixedTemplate("a label selector", example: "team=payments,tier!=batch"),
        "Instead of one application all with these labels; each has to be live."),
    optional(
        "applicationSet", fixedTemplate("an ApplicationSet's name", example: "${pipeline}"),
        "Instead of one application all that this ApplicationSet has generated; each has to be live."),
    optional(
        "appNamespace", anyText("a namespace", example: "payments"),
        "The namespace of the applications, where it is another than Argo CD's own."),
    optional(
        "project", anyText("an Argo CD project", example: "payments"),
        """
        The project of the applications. With it Argo CD tells an application that is missing from one that the account may \
        not see.
        """),
    optional(
        "sync", boolean, default: "true",
        """
        Whether applications that do not sync by themselves are told to sync the promotion's commit; with `false` they are \
        only watched.
        """),
    optional(
        "prune", boolean, default: "false",
        "Whether such a sync deletes what the repository does not declare any more."),
    optional(
        "source", sourceChoice,
        """
        Which of an application's several `sources` follows the branch, by its name or by its place counted from 1; those of \
        the environment's repository where the key is missing.
        """),
    optional("deadline", duration(1...600), default: "30s", "How long one request may take."),
    rules: [.exactlyOne(["application", "selector", "applicationSet"])]
) { url, token, caFile, application, selector, set, namespace, project, sync, prune, source, deadline in
    applications(application, selector, set).map {
        ArgoCDReconciler(
            url: url, token: token, caFile: caFile, applications: $0, appNamespace: namespace, project: project,
            syncs: sync, prunes: prune, source: source, deadline: deadline)
    }
}
.map { definition, _, _ in definition }

/// One of them is there, or the configuration is refused.
private func applications(
    _ name: Template?, _ selector: Template?, _ set: Template?
) -> ArgoCDReconciler.Applications? {
    name.map { .named($0) } ?? selector.map { .selected($0) } ?? set.map { .generated(by: $0) }
}

private let sourceChoice = text(
    TextShape(name: "the name or the place of a source", example: "2", acceptsNumbers: true)
) { (text: String, _) throws(Complaint) in
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return ArgoCDReconciler.Source.name(text) }
    guard let position = Int(text), position >= 1 else {
        throw Complaint("\(quoted(text)) is no place of a source; places are counted from 1")
    }
    return .position(position)
}
