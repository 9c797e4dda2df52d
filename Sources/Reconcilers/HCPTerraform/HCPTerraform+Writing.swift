import HTTPTransport
import Promotion

/// What Sluice starts and confirms.
extension HCPTerraform {
    private struct Start: Encodable {
        struct Target: Encodable {
            struct Data: Encodable {
                var type: String
                var id: String
            }

            var data: Data

            init(_ type: String, _ id: String) { data = Data(type: type, id: id) }
        }

        struct Attributes: Encodable {
            var message: String
            var planOnly: Bool?

            enum CodingKeys: String, CodingKey {
                case message
                case planOnly = "plan-only"
            }
        }

        struct Data: Encodable {
            var type = "runs"
            var attributes: Attributes
            var relationships: [String: Target]
        }

        var data: Data
    }

    /// Starts the promotion's run, of a configuration or the workspace's newest. An answer that is lost is looked up once; where
    /// nothing shows yet the receipt says when it was sent.
    func start(
        _ request: HandOff, _ workspace: Workspace, configuration: String?
    ) async throws(Problem) -> RunReceipt {
        var relationships = ["workspace": Start.Target("workspaces", workspace.id)]
        if let configuration {
            relationships["configuration-version"] = Start.Target("configuration-versions", configuration)
        }
        let what = request.plansOnly ? "plan only" : "promotion"
        let message = "Sluice: \(request.stage), \(what) \(request.promotion.hex)"
        let attributes = Start.Attributes(message: message, planOnly: request.plansOnly ? true : nil)
        let call = RunCall.post(
            ["runs"], Start(data: .init(attributes: attributes, relationships: relationships)),
            for: "starting a run of \(workspace.name)")
        switch try await server.send(call) {
        case .success(let response):
            if let run = try? server.decode(response.body, of: call, as: TerraformDocument<TerraformRun>.self) {
                return RunReceipt(run: run.data.id)
            }
            return memory.noteSent(request.promotion, isTaken: true)
        case .lost:
            let sent = memory.noteSent(request.promotion, isTaken: false)
            // The look may fail as the request did; the looks that follow will tell.
            let found = try? await find(request, workspace)
            return found.flatMap { $0 }.map { RunReceipt(run: $0.id) } ?? sent
        case .refused(let status, let words): throw server.refusal(call, status, words)
        }
    }

    /// Lets a run apply its plan. Nil once Terraform has taken it, or nobody knows; the next look tells. Otherwise why it does not.
    func confirm(_ run: TerraformRun, _ request: HandOff) async throws(Problem) -> String? {
        let call = RunCall.post(
            ["runs", run.id, "actions", "apply"],
            ["comment": "Sluice: promotion \(request.promotion.short) of \(request.stage)"],
            for: "applying \(run.id)")
        switch try await server.send(call) {
        case .success, .lost: return nil
        case .refused(409, let words): return words.isEmpty ? "it cannot be applied now" : words
        case .refused(let status, let words): throw server.refusal(call, status, words)
        }
    }
}
