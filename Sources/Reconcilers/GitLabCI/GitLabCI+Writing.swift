import HTTPTransport
import Promotion

/// What Sluice starts, plays and tries again.
extension GitLabCI {
    /// The variable that holds the promotion's id.
    static let promotionVariable = "SLUICE_PROMOTION"
    /// The variable that a pipeline has which only plans.
    static let planVariable = "SLUICE_PLAN_ONLY"

    private struct Start: Encodable {
        struct Variable: Encodable {
            var key: String
            var value: String
        }

        var ref: String
        var variables: [Variable]
        var inputs: [String: String]?
    }

    /// Starts the promotion's pipeline. An answer that is lost is looked up once; where nothing shows yet the receipt says when
    /// it was sent.
    func start(_ request: HandOff, _ project: ForgeRepository) async throws(Problem) -> RunReceipt {
        let stage = request.stage
        func rendered(_ templates: [String: Template]) throws(Problem) -> [(key: String, value: String)] {
            var values: [(key: String, value: String)] = []
            for (key, template) in templates.sorted(by: { $0.key < $1.key }) {
                values.append(
                    (
                        key,
                        try template.render(request.release, pipeline: stage.pipeline, environment: stage.environment)
                    ))
            }
            return values
        }
        var own: [(key: String, value: String)] = [
            ("SLUICE_ENVIRONMENT", stage.environment), ("SLUICE_PIPELINE", stage.pipeline),
            (Self.promotionVariable, request.promotion.hex), ("SLUICE_RELEASE", request.release.id.hex),
            ("SLUICE_REVISION", request.revision.hex),
        ]
        if request.plansOnly { own.append((Self.planVariable, "true")) }
        let variables = (try rendered(definition.variables) + own).map { Start.Variable(key: $0.0, value: $0.1) }
        let inputs = Dictionary(try rendered(definition.inputs).map { ($0.key, $0.value) }) { first, _ in first }
        let call = RunCall.post(
            ["projects", project.path, "pipeline"],
            Start(ref: request.branch.name, variables: variables, inputs: inputs.isEmpty ? nil : inputs),
            for: "starting a pipeline of \(request.branch.name)")
        switch try await server(project).send(call) {
        case .success(let response):
            guard let pipeline: GitLabPipeline = try? server(project).decode(response.body, of: call) else {
                return memory.noteSent(request.promotion, isTaken: true)
            }
            return RunReceipt(run: "\(pipeline.id)")
        case .lost:
            let sent = memory.noteSent(request.promotion, isTaken: false)
            // The look may fail as the request did; the looks that follow will tell.
            let found = try? await find(request, project)
            return found.flatMap { $0 }.map { RunReceipt(run: "\($0.id)") } ?? sent
        case .refused(let status, let words):
            throw refusal(try server(project).refusal(call, status, words), words)
        }
    }

    private func refusal(_ problem: Problem, _ words: String) -> Problem {
        var problem = problem
        let text = words.lowercased()
        if text.contains("pipeline variables") {
            problem.remedy =
                "Let the token's role use pipeline variables (Settings > CI/CD > Variables), or set `start: adopt`."
        } else if text.contains("no stages") || text.contains("no jobs") || text.contains("filtered out") {
            problem.remedy =
                "Let the jobs' rules take pipelines whose CI_PIPELINE_SOURCE is `api`, or set `start: adopt`."
        }
        return problem
    }

    /// Plays a manual job. Nil once GitLab has taken it, or nobody knows; the next look tells. Otherwise why it does not.
    func play(_ job: GitLabJob, _ project: ForgeRepository) async throws(Problem) -> String? {
        let call = RunCall.post(
            ["projects", project.path, "jobs", "\(job.id)", "play"],
            for: "playing job \(job.name.words(limit: 80))")
        switch try await server(project).send(call) {
        case .success, .lost: return nil
        case .refused(400, let words): return words.isEmpty ? "it cannot be played" : words
        case .refused(let status, let words): throw try server(project).refusal(call, status, words)
        }
    }

    /// Tries the failed jobs of a pipeline again that a push has started: for whoever has mended what was wrong.
    func retry(_ pipeline: GitLabPipeline, _ project: ForgeRepository) async throws(Problem) {
        let call = RunCall.post(
            ["projects", project.path, "pipelines", "\(pipeline.id)", "retry"],
            for: "trying pipeline \(pipeline.id) again")
        switch try await server(project).send(call) {
        case .success, .lost: return
        case .refused(let status, let words): throw try server(project).refusal(call, status, words)
        }
    }
}
