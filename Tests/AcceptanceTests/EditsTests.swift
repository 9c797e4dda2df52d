import Foundation
import TestServers
import Testing

/// Every kind of edit, by the built daemon, in a repository that Flux could have kept until now.
@Suite(
    "Edits by the built daemon", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct EditsTests {
    private static let files = [
        "clusters/deployment.yaml": "kind: Deployment\nspec:\n  - image: IMAGE:1.0.0   # ours\n  - image: other:1\n",
        "clusters/jobs/job.yaml": "kind: Job\nspec: {image: 'IMAGE:1.0.0'}\n",
        "clusters/README.txt": "IMAGE:1.0.0\n",
        "flux/release.yaml":
            "kind: HelmRelease\nspec:\n  values:\n    tag: 1.0.0 # {\"$imagepolicy\": \"flux-system:webshop:tag\"}\n",
        "flux/template.tpl": "{{ if .x }}\nimage: IMAGE:1.0.0 # {\"$sluice\": \"webshop/api\"}\n{{ end }}\n",
        "overlay/kustomization.yaml": "resources:\n  - ../base # first\n",
        "terraform/main.tf": "module \"shop\" {\n  source  = \"./shop\"\n  version = \"1.0.0\" # pinned\n}\n",
        "settings.json": "{\r\n\t\"shop\": {\"tag\": \"1.0.0\"}\r\n}",
        "Dockerfile": "FROM IMAGE:1.0.0\nRUN true\n",
        "application.yaml":
            "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        tag: \"1.0.0\" # inner\n",
    ]
    private static let edits = """
          - { files: "clusters/**/*.yaml", image: IMAGE }
          - { files: "flux/*", markers: true }
          - { file: overlay/kustomization.yaml, kustomize: {}, write: both }
          - { file: terraform/main.tf, set: { module.shop.version: "${api.tag}" } }
          - { file: settings.json, set: { shop.tag: "${api.tag}" } }
          - { file: Dockerfile, regex: '^FROM .*:(?<tag>\\S+)$' }
          - { file: application.yaml, inside: spec.source.helm.values, set: { tag: "${api.tag}" } }
        imagePolicies: { flux-system:webshop: api }
        """

    @Test("One commit edits every file, and changes nothing but the versions")
    func everyKind() async throws {
        let world = try await World(gated: false, soak: "0s", more: (Self.files, Self.edits))
        let before = try Self.files.keys.reduce(into: [:]) { $0[$1] = try world.file("prod", $1) }
        let daemon = try await world.serve()
        defer { daemon.stop() }
        let digest = try await world.push("1.4.2")
        try await world.wait("prod has it") { try world.declares("1.4.2", "prod") }
        // The kustomization's missing entry is a difference to the first release, too.
        let promotions = try world.promotions("prod")
        #expect((1...2).contains(promotions.count) && Set(promotions).count == promotions.count)
        let changed = try world.git("prod", "diff", "--name-only", "main~1", "main").split(separator: "\n")
        #expect(changed.count == Self.files.count, "\(changed)")
        for (path, text) in before {
            let new = try world.file("prod", path)
            switch path {
            case "clusters/README.txt": #expect(new == text)
            case "overlay/kustomization.yaml":
                let image = "\(world.registry.authority)/webshop/api"
                #expect(
                    new == text + "\nimages:\n  - name: \(image)\n    newTag: 1.4.2\n    digest: \(digest)", "\(new)")
            default:
                #expect(new != text)
                #expect(new.replacing("1.4.2", with: "1.0.0") == text, "\(path)")
            }
        }
        // What is declared is read back by the same edits: nothing drifted, and nothing is written again.
        let status = try world.sluice("status", "webshop", "-o", "json").output
        #expect(!status.contains("\"held\""), "\(status)")
    }
}
