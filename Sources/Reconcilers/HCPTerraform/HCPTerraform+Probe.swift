package import HTTPTransport
package import Promotion
package import Secrets

extension HCPTerraform {
    /// Asks whose the token is; changes nothing.
    package static func probe(
        _ definition: TerraformReconciler, secrets: any SecretReader, http: any HTTPSending
    ) async throws(Problem) -> String {
        struct Account: Decodable, Sendable {
            struct Attributes: Decodable, Sendable { var username: String? }
            var attributes: Attributes
        }
        let adapter = HCPTerraform(
            definition, secrets: secrets, http: http, lineage: .unknown, memory: RunMemory(clock: SystemClock()))
        let account: TerraformDocument<Account> = try await adapter.server.read(
            RunCall(["account", "details"], for: "asking whose the token is"))
        return "answers; the token is \((account.data.attributes.username ?? "nobody").words(limit: 100))'s"
    }
}
