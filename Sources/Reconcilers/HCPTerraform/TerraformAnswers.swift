/// An answer of JSON:API: one thing, or a list.
struct TerraformDocument<Content: Decodable & Sendable>: Decodable, Sendable { var data: Content }

/// What one thing refers to.
struct TerraformReference: Decodable, Sendable, Hashable {
    struct Target: Decodable, Sendable, Hashable { var id: String }
    var data: Target?
}

struct TerraformWorkspace: Decodable, Sendable {
    struct Attributes: Decodable, Sendable {
        var locked: Bool?
    }

    var id: String
    var attributes: Attributes?
}

struct TerraformRun: Decodable, Sendable, Hashable {
    struct Actions: Decodable, Sendable, Hashable {
        var isConfirmable: Bool?

        enum CodingKeys: String, CodingKey { case isConfirmable = "is-confirmable" }
    }

    struct Attributes: Decodable, Sendable, Hashable {
        var status: String
        var message: String?
        var createdAt: String?
        var hasChanges: Bool?
        var planOnly: Bool?
        var refreshOnly: Bool?
        var isDestroy: Bool?
        var actions: Actions?

        enum CodingKeys: String, CodingKey {
            case status, message, actions
            case createdAt = "created-at"
            case hasChanges = "has-changes"
            case planOnly = "plan-only"
            case refreshOnly = "refresh-only"
            case isDestroy = "is-destroy"
        }
    }

    struct Relationships: Decodable, Sendable, Hashable {
        var configurationVersion: TerraformReference?

        enum CodingKeys: String, CodingKey { case configurationVersion = "configuration-version" }
    }

    var id: String
    var attributes: Attributes
    var relationships: Relationships?

    /// The id of what it was made from.
    var configuration: String? { relationships?.configurationVersion?.data?.id }

    /// Whether it applies what the configuration says, and nothing else.
    var isWhole: Bool {
        attributes.planOnly != true && attributes.refreshOnly != true && attributes.isDestroy != true
    }
}

/// The commit that a configuration came from.
struct TerraformIngress: Decodable, Sendable {
    struct Attributes: Decodable, Sendable {
        var commitSHA: String?

        enum CodingKeys: String, CodingKey { case commitSHA = "commit-sha" }
    }

    var attributes: Attributes
}

struct TerraformPlan: Decodable, Sendable {
    struct Attributes: Decodable, Sendable {
        var status: String?
        var additions: Int?
        var changes: Int?
        var destructions: Int?

        enum CodingKeys: String, CodingKey {
            case status
            case additions = "resource-additions"
            case changes = "resource-changes"
            case destructions = "resource-destructions"
        }
    }

    var attributes: Attributes

    var summary: PlanSummary? {
        guard attributes.status == "finished", let create = attributes.additions, let update = attributes.changes,
            let delete = attributes.destructions
        else { return nil }
        return PlanSummary(create: create, update: update, delete: delete)
    }
}
