/// What an environment asks for before it is written. Always applies: a pipeline adds to it, and takes nothing away.
package struct Protection: Sendable, Hashable {
    package var approvalRules: [ApprovalRule]
    /// Neither who asked for the promotion nor a known author of its source revision may approve it.
    package var preventSelfApproval: Bool
    /// Empty means always; otherwise a promotion is sent only inside one of them.
    package var promotionWindows: [PromotionWindow]
    package var freezePeriods: [FreezePeriod]
    /// Nil means every pipeline.
    package var allowedPipelines: [String]?
    /// Path prefixes inside the repository; nil means every path.
    package var allowedPaths: [String]?
    package var rollback: RollbackGates

    package init(
        approvalRules: [ApprovalRule] = [], preventSelfApproval: Bool = false, promotionWindows: [PromotionWindow] = [],
        freezePeriods: [FreezePeriod] = [], allowedPipelines: [String]? = nil, allowedPaths: [String]? = nil,
        rollback: RollbackGates = RollbackGates()
    ) {
        self.approvalRules = approvalRules
        self.preventSelfApproval = preventSelfApproval
        self.promotionWindows = promotionWindows
        self.freezePeriods = freezePeriods
        self.allowedPipelines = allowedPipelines
        self.allowedPaths = allowedPaths
        self.rollback = rollback
    }

    /// Both protections at once. Rules, freezes and prevention add up; windows of both must be open, which
    /// `GateKeeper` checks list by list.
    package var isGated: Bool { !approvalRules.isEmpty }

    /// Whether `path` may be written under `allowedPaths`.
    package func allows(path: String) -> Bool {
        guard let allowedPaths else { return true }
        return allowedPaths.contains { prefix in
            let folder = prefix.hasSuffix("/") ? prefix : prefix + "/"
            return path == prefix || path.hasPrefix(folder)
        }
    }
}

/// So many different people of a set must agree.
package struct ApprovalRule: Sendable, Hashable {
    package var name: String
    package var approvers: [Principal]
    /// At least 1.
    package var requiredApprovals: Int

    package init(name: String, approvers: [Principal], requiredApprovals: Int = 1) {
        self.name = name
        self.approvers = approvers
        self.requiredApprovals = requiredApprovals
    }
}

/// A user (`alice`) or a group (`group:sre`).
package enum Principal: Sendable, Hashable, Codable, CustomStringConvertible {
    case user(String)
    case group(String)

    package init(_ text: String) {
        self = text.hasPrefix("group:") ? .group(String(text.dropFirst("group:".count))) : .user(text)
    }

    package var description: String {
        switch self {
        case .user(let name): name
        case .group(let name): "group:\(name)"
        }
    }
}

/// Which of an environment's gates a rollback passes too. Upstream and soak never apply to one.
package struct RollbackGates: Sendable, Hashable {
    package var approvals: Bool
    package var windows: Bool
    package var freezes: Bool

    package init(approvals: Bool = true, windows: Bool = false, freezes: Bool = false) {
        self.approvals = approvals
        self.windows = windows
        self.freezes = freezes
    }
}
