import Promotion

/// `protection` as it was written.
struct ProtectionDraft: Sendable {
    var gates: GatesDraft
    var allowedPipelines: [Located<String>]?
    var allowedPaths: [String]?
    var rollback: RollbackGates

    var protection: Protection {
        var protection = gates.protection
        protection.allowedPipelines = allowedPipelines?.map(\.value)
        protection.allowedPaths = allowedPaths
        protection.rollback = rollback
        return protection
    }
}

/// The description of an environment's `protection`.
let protection: Value<ProtectionDraft> = mapping(
    "protection",
    GateFields.approvalRules, GateFields.preventSelfApproval, GateFields.promotionWindows, GateFields.freezePeriods,
    optional(
        "allowedPipelines", list(of: name(of: "a pipeline", example: "payments").located, atLeast: 1),
        "The pipelines that may write here; all of them where the key is missing."),
    optional(
        "allowedPaths", list(of: allowedPath, atLeast: 1),
        "The files and folders of the repository that may be written; all of them where the key is missing."),
    optional(
        "rollback", rollback,
        orDefaults: "Which of these gates a rollback passes too. Upstream and soak never hold one up.")
) { rules, preventSelfApproval, windows, freezes, pipelines, paths, rollback in
    ProtectionDraft(
        gates: GatesDraft(
            approvalRules: rules, preventSelfApproval: preventSelfApproval, promotionWindows: windows,
            freezePeriods: freezes),
        allowedPipelines: pipelines, allowedPaths: paths, rollback: rollback)
}

private let allowedPath = text(
    TextShape(name: "a path in the repository", example: "apps/payments/", acceptsNumbers: true)
) {
    (text: String, _) throws(Complaint) in
    let path = text.hasSuffix("/") ? String(text.dropLast()) : text
    if let fault = fault(inRepositoryPath: path) {
        throw Complaint("\(quoted(text)) is not a path in the repository: \(fault)")
    }
    return text
}

private let rollback = mapping(
    "rollback",
    optional("approvals", boolean, default: "true", "Whether a rollback needs the approvals too."),
    optional("windows", boolean, default: "false", "Whether a rollback waits for a promotion window."),
    optional("freezes", boolean, default: "false", "Whether a rollback waits for the end of a freeze.")
) { RollbackGates(approvals: $0, windows: $1, freezes: $2) }
