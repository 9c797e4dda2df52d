package import Engine
package import Promotion

/// What a command's request may carry; each command reads what it knows.
package struct CommandBody: Sendable, Codable, Hashable {
    /// A release: its number, the beginning of its id, or a tag.
    package var release: String?
    /// Tags by source, for a release that the policy would not choose.
    package var tags: [String: String]?
    /// The hash of the edits that were read.
    package var plan: String?
    package var reason: String?

    package init(
        release: String? = nil, tags: [String: String]? = nil, plan: String? = nil, reason: String? = nil
    ) {
        self.release = release
        self.tags = tags
        self.plan = plan
        self.reason = reason
    }
}

package struct ErrorBody: Sendable, Codable, Hashable {
    package var error: String
    package var remedy: String?

    package init(error: String, remedy: String? = nil) {
        self.error = error
        self.remedy = remedy
    }
}

/// What would be committed, as a unified diff for people and as the plan for programs.
package struct PlanBody: Sendable, Codable, Hashable {
    package var stage: StageID
    package var release: Release
    package var hash: String
    package var plan: Plan
    package var diff: String

    package init(_ preview: Preview) {
        stage = preview.stage
        release = preview.release
        hash = preview.plan.hash
        plan = preview.plan
        diff = preview.files.map { UnifiedDiff.text(path: $0.path, before: $0.before, after: $0.after) }.joined()
    }
}

package struct BackupBody: Sendable, Codable, Hashable {
    /// On the daemon's machine; must not exist.
    package var path: String

    package init(path: String) { self.path = path }
}

package struct WhoBody: Sendable, Codable, Hashable {
    package var user: String
    /// By environment.
    package var roles: [String: Role]
}

package struct ChangesBody: Sendable, Codable, Hashable {
    /// Moves whenever something was saved.
    package var revision: Int
}

package struct ReadinessBody: Sendable, Codable, Hashable {
    package var ready: Bool
    /// What is wrong, a sentence each; a refused new configuration is named here, though the old one goes on.
    package var problems: [String]
}

package struct VersionBody: Sendable, Codable, Hashable {
    package var version: String

    package init(version: String) { self.version = version }
}

/// One thing that `doctor` looked at.
package struct Probe: Sendable, Codable, Hashable {
    package var subject: String
    package var ok: Bool
    package var message: String
    package var remedy: String?

    package init(subject: String, ok: Bool, message: String, remedy: String? = nil) {
        self.subject = subject
        self.ok = ok
        self.message = message
        self.remedy = remedy
    }
}

/// What a reload came to.
package struct ReloadBody: Sendable, Codable, Hashable {
    package var pipelines: Int
    package var environments: Int
    package var warnings: [String]

    package init(pipelines: Int, environments: Int, warnings: [String]) {
        self.pipelines = pipelines
        self.environments = environments
        self.warnings = warnings
    }
}
