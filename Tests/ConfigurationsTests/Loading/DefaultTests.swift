import Configurations
import Manifests
import Promotion
import TestServers
import Testing
import Versions

@Suite("What is not written")
struct DefaultTests {
    @Test("Keys that are missing have the defaults of the values that are made")
    func defaults() throws {
        let directory = try TemporaryDirectory("configuration")
        try directory.write(
            """
            git: { author: { name: S, email: s@example.com } }
            credentials: [ { for: ssh://git@git.example.com, agent: true, knownHosts: k } ]
            """, to: "sluice.yaml")
        try directory.write("repository: git@git.example.com:dev.git\n", to: "environments/dev.yaml")
        try directory.write(
            """
            sources: { api: { image: registry.example.com/api, policy: { semver: "*" } } }
            edits: [ { file: a.yaml, set: { tag: "${api.tag}" } } ]
            stages: [ { environment: dev } ]
            """, to: "pipelines/api.yaml")
        let configuration = try ConfigurationLoader.load(directory: directory.path)
        let branch = Branch(remote: try RemoteURL("ssh://git@git.example.com/dev.git"), name: "main")
        #expect(configuration.environments["dev"] == Environment(name: "dev", branch: branch))
        let edits = FileEdits(
            file: try Template("a.yaml"),
            set: [FileEdits.Setting(selector: try Selector("tag"), value: try Template("${api.tag}"))])
        #expect(
            configuration.pipelines["api"]
                == Pipeline(
                    name: "api",
                    sources: [
                        Source(
                            name: "api", origin: .image(try ImageRepository("registry.example.com/api")),
                            policy: VersionPolicy(rule: .semver(try SemanticRange("*"), preReleases: false)))
                    ], stages: [Stage(environment: "dev", edits: [edits])]))
        let settings = configuration.settings
        #expect(settings.listen == ListenAddress(host: "127.0.0.1", port: 8440))
        #expect(settings.store == .sqlite(path: directory.path + "/state/sluice.db"))
        #expect(settings.git.committer == settings.git.author)
        #expect(settings.interval == 300)
        #expect(settings.gitCredentials[0].transport == .automatic)
        #expect(settings.log.level == .info)
        #expect(settings.log.format == .auto)
    }
}
