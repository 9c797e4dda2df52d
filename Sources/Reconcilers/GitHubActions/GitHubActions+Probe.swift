package import HTTPTransport
package import Promotion
package import Secrets

extension GitHubActions {
    /// Asks GitHub for the workflow; changes nothing.
    package static func probe(
        _ definition: GitHubActionsReconciler, branch: Branch, secrets: any SecretReader, http: any HTTPSending
    ) async throws(Problem) -> String {
        struct Workflow: Decodable {
            var name: String
            var state: String
        }
        let adapter = GitHubActions(
            definition, secrets: secrets, http: http, lineage: .unknown, memory: RunMemory(clock: SystemClock()))
        let repository = try adapter.repository(branch)
        let workflow: Workflow = try await adapter.server(repository).read(
            RunCall(
                adapter.path(repository, "workflows", definition.workflow),
                for: "reading the workflow \(definition.workflow)"))
        guard workflow.state == "active" else {
            throw .permanent(
                "The workflow \(definition.workflow) of \(repository) is \(workflow.state.words(limit: 40)).",
                remedy: "Enable it on GitHub.")
        }
        return "answers; the workflow is \(workflow.name.words(limit: 100))"
    }
}
