import Promotion

/// Where a runner's server is: an entry of `forges` in sluice.yaml, or an address and a token. Nil where a rule of `runnerRules`
/// is broken, which has been noted.
func runnerHost(_ kind: ForgeKind, _ forge: String?, _ url: String?, _ token: Secret?, _ caFile: String?) -> RunnerHost?
{
    if let forge { return .forge(forge) }
    guard let url, let token else { return nil }
    return .server(ForgeDefinition(kind: kind, url: url, token: token, caFile: caFile))
}

let runnerRules: [KeyRule] = [
    .exactlyOne(["forge", "url"]), .needs("url", "token"), .needs("token", "url"), .needs("caFile", "url"),
]

let runnerForge = optional(
    "forge", name(of: "a forge", example: "gitlab"),
    "Where its address and token are: an entry of `forges` in sluice.yaml.")

let runnerCAFile = optional(
    "caFile", path("a PEM file", example: "keys/ci-ca.pem"),
    "The authorities that are believed, instead of the system's.")

let runnerDeadline = optional("deadline", duration(1...600), default: "30s", "How long one request may take.")

/// `start`, for what the vendor calls it: `a pipeline`.
func runnerStart(_ what: String) -> Field<RunStart> {
    optional(
        "start",
        word(
            "a way to start",
            [
                "adopt": (RunStart.adopt, "The push, or the merge, has started it; Sluice finds and follows it."),
                "dispatch": (.dispatch, "Sluice starts exactly one for each promotion."),
            ]), default: "adopt", "How \(what) of a promotion comes about.")
}

/// How often a run that only plans is started.
let driftRunPause = required(
    "every", duration(300...2_592_000), "How long after one of them the next is started, before jitter.")

/// A repository as the host's API names it.
func repositoryPath(_ name: String, example: String, steps: ClosedRange<Int>) -> Value<String> {
    text(TextShape(name: name, example: example)) { (text: String, _) throws(Complaint) in
        guard let repository = ForgeRepository(path: text), steps.contains(repository.steps.count) else {
            throw Complaint("\(quoted(text)) is not \(name), such as `\(example)`")
        }
        return text
    }
}

/// Templates by the names of what they are given to, such as variables.
func templateTable(of name: String, example: String) -> Value<[Entry<String, Template>]> {
    table(from: anyText(name, example: example), to: template)
}

extension [Entry<String, Template>] {
    var templates: [String: Template] { Dictionary(map { ($0.key.value, $0.value) }) { first, _ in first } }
}
