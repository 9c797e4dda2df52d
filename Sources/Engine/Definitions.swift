package import Promotion

/// What the engine runs: replaced as a whole when the configuration is loaded again.
package struct Definitions: Sendable, Hashable {
    package var pipelines: [String: Pipeline]
    package var environments: [String: Environment]
    /// The groups of each user.
    package var groups: [String: Set<String>]
    /// The addresses that each user writes commits with, in lower case.
    package var emails: [String: Set<String>]
    package var subscribers: [Subscriber]
    /// The first line of commits' messages; nil: Sluice's own.
    package var commitSubject: Template?
    /// Where people reach the daemon, if they do.
    package var publicURL: String?
    /// Which applications' repositories may be asked for what changed.
    package var applications: ApplicationRepositories
    /// The forges on which commits say how stages stand.
    package var statusForges: Set<String>

    package init(
        pipelines: [String: Pipeline], environments: [String: Environment], groups: [String: Set<String>] = [:],
        emails: [String: Set<String>] = [:], subscribers: [Subscriber] = [], commitSubject: Template? = nil,
        publicURL: String? = nil, applications: ApplicationRepositories = ApplicationRepositories([]),
        statusForges: Set<String> = []
    ) {
        self.statusForges = statusForges
        self.publicURL = publicURL
        self.applications = applications
        self.pipelines = pipelines
        self.environments = environments
        self.groups = groups
        self.emails = emails
        self.subscribers = subscribers
        self.commitSubject = commitSubject
    }

    /// Someone who is told about some topics.
    package struct Subscriber: Sendable, Hashable {
        package var name: String
        package var topics: Set<Notice.Topic>

        package init(name: String, topics: Set<Notice.Topic>) {
            self.name = name
            self.topics = topics
        }
    }

    func machine(for pipeline: Pipeline) -> PipelineMachine {
        let named = pipeline.stages.compactMap { stage in
            environments[stage.environment].map { (stage.environment, $0) }
        }
        return PipelineMachine(
            pipeline: pipeline, environments: Dictionary(named, uniquingKeysWith: { $1 }), groups: groups,
            emails: emails, statusForges: statusForges)
    }
}
