/// What environments are labelled with, and chosen by.
let labelName = name(of: "a label", example: "tier")
let labelValue = anyText("the value of a label", example: "prod")

/// The labels that an environment must have: each of them, with one of its values.
let labelSelector = table(from: labelName, to: oneOrMore(labelValue), atLeast: 1)
    .map { entries, _, _ in LabelSelector(labels: entries.map { ($0.key.value, $0.value) }) }

struct LabelSelector: Sendable {
    /// In the order in which they are written.
    let labels: [(name: String, values: [String])]

    func matches(_ environment: EnvironmentDraft) -> Bool {
        labels.allSatisfy { label in
            environment.labels.contains { $0.key.value == label.name && label.values.contains($0.value) }
        }
    }

    /// `tier: prod and region: eu or us`
    var description: String {
        labels.map { quoted("\($0.name): \($0.values.joined(separator: " or "))") }.joined(separator: " and ")
    }
}
