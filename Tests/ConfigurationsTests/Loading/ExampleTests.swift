import Configurations
import Foundation
import Manifests
import Promotion
import TestServers
import Testing

@Suite("The example configuration")
struct ExampleTests {
    private func load() throws -> Configuration { try ConfigurationLoader.load(directory: repositoryFolder.path) }

    @Test("Loads without errors and without warnings")
    func isClean() throws {
        let configuration = try load()
        #expect(configuration.warnings == [])
        #expect(configuration.environments.keys.sorted() == ["dev", "prod", "staging"])
        #expect(configuration.pipelines.keys.sorted() == ["webshop"])
        #expect(
            configuration.files == [
                "environments/dev.yaml", "environments/prod.yaml", "environments/staging.yaml",
                "pipelines/webshop.yaml",
                "sluice.yaml",
            ])
    }

    @Test("Makes a pipeline with its graph, its soak and its edits")
    func pipeline() throws {
        let pipeline = try #require(try load().pipelines["webshop"])
        #expect(pipeline.sources.map(\.repository) == ["localhost:5000/webshop/api"])
        #expect(pipeline.sources[0].interval == 2)
        #expect(pipeline.stages.map(\.environment) == ["dev", "staging", "prod"])
        #expect(pipeline.stage("staging")?.after == ["dev"])
        #expect(pipeline.stage("staging")?.soakTime == 10)
        let edits = try #require(pipeline.stage("prod")?.edits.first)
        #expect(edits.file.text == "apps/webshop/values.yaml")
        #expect(
            edits.set == [
                .init(selector: try Selector("api.image.tag"), value: try Template("${api.tag}")),
                .init(selector: try Selector("api.image.digest"), value: try Template("${api.digest}")),
            ])
    }

    @Test("Makes paths absolute from the directory of sluice.yaml")
    func paths() throws {
        let settings = try load().settings
        #expect(settings.store == .sqlite(path: repositoryFolder.path + "/state/sluice.db"))
        #expect(settings.git.signing == .key(.file(repositoryFolder.path + "/keys/signing_ed25519"), passphrase: nil))
        #expect(settings.gitCredentials[0].knownHosts == [repositoryFolder.path + "/keys/known_hosts"])
    }

    @Test("Protects prod")
    func protection() throws {
        let protection = try #require(try load().environments["prod"]?.protection)
        #expect(protection.approvalRules == [ApprovalRule(name: "release-manager", approvers: [.user("alice")])])
        #expect(protection.preventSelfApproval)
        #expect(protection.rollback == RollbackGates(approvals: true, windows: false, freezes: false))
    }
}
