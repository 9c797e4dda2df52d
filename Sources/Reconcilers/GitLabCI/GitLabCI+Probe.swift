package import HTTPTransport
package import Promotion
package import Secrets

extension GitLabCI {
    /// Asks GitLab for the branch's newest pipeline; changes nothing.
    package static func probe(
        _ definition: GitLabCIReconciler, branch: Branch, secrets: any SecretReader, http: any HTTPSending
    ) async throws(Problem) -> String {
        let adapter = GitLabCI(
            definition, secrets: secrets, http: http, lineage: .unknown, memory: RunMemory(clock: SystemClock()))
        let project = try adapter.project(branch)
        let newest: [GitLabPipeline] = try await adapter.server(project).read(
            RunCall(
                ["projects", project.path, "pipelines"], query: [("ref", branch.name), ("per_page", "1")],
                for: "listing the pipelines of \(branch.name)"))
        return newest.first.map { "answers; the newest pipeline of \(branch.name) is \($0.status.words(limit: 40))" }
            ?? "answers; \(branch.name) has no pipeline yet"
    }
}
