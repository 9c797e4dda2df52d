import HTTPTransport
import Promotion

/// What Sluice starts, approves and tries again.
extension GitHubActions {
    private struct Dispatch: Encodable {
        var ref: String
        var inputs: [String: String]
        var returnRunDetails: Bool?

        enum CodingKeys: String, CodingKey {
            case ref, inputs
            case returnRunDetails = "return_run_details"
        }
    }

    /// Starts the promotion's run. An answer that is lost, or that does not say which run it is, is looked up once; where nothing
    /// shows yet the receipt says when it was sent.
    func start(_ request: HandOff, _ repository: ForgeRepository) async throws(Problem) -> RunReceipt {
        var inputs: [String: String] = [:]
        for (name, template) in definition.inputs {
            inputs[name] = try template.render(
                request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
        }
        inputs[definition.promotionInput] = request.promotion.hex
        let server = try server(repository)
        func call(_ details: Bool?) -> RunCall {
            .post(
                path(repository, "workflows", definition.workflow, "dispatches"),
                Dispatch(ref: request.branch.name, inputs: inputs, returnRunDetails: details),
                for: "starting \(definition.workflow) on \(request.branch.name)")
        }
        var sent = call(true)
        var reply = try await server.send(sent)
        if case .refused(400, _) = reply {
            sent = call(nil)
            reply = try await server.send(sent)
        } else if case .refused(422, _) = reply {
            // Servers that do not know the flag refuse it, and have started nothing.
            sent = call(nil)
            reply = try await server.send(sent)
        }
        switch reply {
        case .success(let response):
            if let run: GitHubDispatched = try? server.decode(response.body, of: sent) {
                return RunReceipt(run: "\(run.workflowRunId)")
            }
            return await lookedUp(memory.noteSent(request.promotion, isTaken: true), request, repository)
        case .lost:
            return await lookedUp(memory.noteSent(request.promotion, isTaken: false), request, repository)
        case .refused(let status, let words): throw refusal(server.refusal(sent, status, words), words)
        }
    }

    /// The look may fail as the request did; the looks that follow will tell.
    private func lookedUp(
        _ sent: RunReceipt, _ request: HandOff, _ repository: ForgeRepository
    ) async -> RunReceipt {
        let found = try? await find(request, repository)
        return found.flatMap { $0 }.map { RunReceipt(run: "\($0.id)") } ?? sent
    }

    private func refusal(_ problem: Problem, _ words: String) -> Problem {
        var problem = problem
        let text = words.lowercased()
        if text.contains("unexpected inputs") {
            problem.remedy =
                "Declare the inputs under `on: workflow_dispatch: inputs:`, `\(definition.promotionInput)` among them."
        } else if text.contains("workflow_dispatch") {
            problem.remedy = "Let the workflow have `on: workflow_dispatch`, or set `start: adopt`."
        } else if text.contains("disabled") {
            problem.remedy = "Enable the workflow on GitHub."
        }
        return problem
    }

    private struct Review: Encodable {
        var environmentIDs: [Int]
        var state = "approved"
        var comment: String

        enum CodingKeys: String, CodingKey {
            case environmentIDs = "environment_ids"
            case state, comment
        }
    }

    /// Approves what holds a run back. Nil once GitHub has taken it, or nobody knows; the next look tells. Otherwise why it does
    /// not.
    func approve(
        _ deployments: [GitHubPendingDeployment], of run: GitHubRun, _ request: HandOff, _ repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let comment = "Sluice: promotion \(request.promotion.short) of \(request.stage)"
        let call = RunCall.post(
            path(repository, "runs", "\(run.id)", "pending_deployments"),
            Review(environmentIDs: deployments.compactMap(\.environment.id), comment: comment),
            for: "approving \(list(deployments.compactMap(\.environment.name))) of run \(run.id)")
        switch try await server(repository).send(call) {
        case .success, .lost: return nil
        case .refused(422, let words): return words.isEmpty ? "it cannot be approved" : words
        case .refused(let status, let words): throw try server(repository).refusal(call, status, words)
        }
    }

    /// Tries a run again that a push has started: for whoever has mended what was wrong.
    func rerun(_ run: GitHubRun, _ repository: ForgeRepository) async throws(Problem) {
        let call = RunCall.post(
            path(repository, "runs", "\(run.id)", "rerun"), for: "trying run \(run.id) again")
        switch try await server(repository).send(call) {
        case .success, .lost: return
        case .refused(let status, let words): throw try server(repository).refusal(call, status, words)
        }
    }
}
