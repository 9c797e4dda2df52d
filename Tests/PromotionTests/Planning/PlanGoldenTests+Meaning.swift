import Manifests
import Promotion

extension PlanGoldenTests {
    private static let api = ImageName("shop/api")
    private static let deployment =
        "kind: Deployment\nspec:\n  containers:\n  - name: api\n    image: shop/api:1.0 # ours\n  - {name: log, image: log:1}\n"

    private static func meaning(_ make: (ImageName) -> EditMeaning) -> EditTarget? { api.map { .meaning(make($0)) } }

    /// What the files of a repository mean decides what is written there.
    static let byMeaning: [Case] = [
        by(
            "meaning-image", ["a.yaml": deployment],
            [("a.yaml", meaning { .image($0, .both) })]),
        by(
            "meaning-image-in-some-of-many-files",
            [
                "apps/a/deploy.yaml": deployment, "apps/b/deploy.yaml": "image: shop/web:1\n",
                "apps/c/deploy.yaml": "image: shop/api@sha256:\(String(repeating: "b", count: 64))\n",
                "apps/d/README.md": "image: shop/api:1\n",
            ], [("apps/*/*.yaml", meaning { .image($0, .asWritten) })]),
        by(
            "meaning-image-in-none", ["apps/a/deploy.yaml": "image: shop/apy:1\n", "apps/b/x.yaml": "# shop/api\n"],
            [("apps/**", meaning { .image($0, .asWritten) })]),
        by(
            "meaning-kustomize-adds",
            ["kustomization.yaml": "resources:\n- base\nimages:\n- name: web\n  newTag: '1'\n"],
            [
                (
                    "kustomization.yaml",
                    meaning { .kustomize(image: $0, named: "shop/api", .both, writesName: true) }
                )
            ]),
        by(
            "meaning-helm", ["values.yaml": "api:\n  image: {repository: shop/api, tag: 1.0.0}\n"],
            [("values.yaml", meaning { .helm($0, below: nil, .asWritten) })]),
        by(
            "meaning-inside-of-a-value",
            [
                "app.yaml":
                    "spec:\n  source:\n    helm:\n      values: |\n        image:\n          repository: shop/api\n          tag: 1.0.0\n"
            ],
            [
                (
                    "app.yaml",
                    (try? Selector("spec.source.helm.values")).flatMap { path in
                        api.map { .meaning(.helm($0, below: nil, .tag), inside: [Container(selector: path)]) }
                    }
                )
            ]),
        by(
            "meaning-chart", ["Chart.yaml": "version: 1\nappVersion: \"1.0\"\n"],
            [("Chart.yaml", .meaning(.chart(.appVersion)))]),
        by(
            "meaning-service", ["compose.yaml": "services:\n  api:\n    image: shop/api:1\n"],
            [("compose.yaml", .meaning(.service("api", .asWritten)))]),
        by("meaning-not-in-hcl", ["main.tf": "a = 1\n"], [("main.tf", meaning { .image($0, .tag) })]),
        by(
            "two-edits-mean-one-value", ["values.yaml": "image: shop/api:1\n"],
            [("values.yaml", meaning { .image($0, .tag) }), ("values.yaml", meaning { .helm($0, below: nil, .tag) })]),
        by(
            "two-edits-disagree", ["values.yaml": "image: shop/api:1\n"],
            [("values.yaml", meaning { .image($0, .tag) }), ("values.yaml", meaning { .helm($0, below: nil, .both) })]),
        Case(
            name: "text-markers",
            files: [
                "values.yaml":
                    "image:\n  repository: x/y # {\"$sluice\": \"api:name\"}\n  tag: '1' # {\"$imagepolicy\": \"flux-system:web:tag\"}\n",
                "run.sh": "docker run shop/api:1 # {\"$sluice\": \"shop/api\"}\n", "README.md": "none\n",
            ],
            texts: [("*", marked(.asWritten))]),
        Case(
            name: "text-markers-promise-a-digest",
            files: ["values.yaml": "tag: '1' # {\"$sluice\": \"api:tag\"}\n"], texts: [("values.yaml", marked(.both))]),
        Case(
            name: "text-markers-none", files: ["values.yaml": "tag: '1' # {\"$sluice\": \"other:tag\"}\n"],
            texts: [("values.yaml", marked(.asWritten))]),
        Case(
            name: "text-pattern",
            files: ["Dockerfile": "FROM shop/api:1.0@sha256:0 AS run\n", "x": ""],
            texts: [("*", matched("^FROM \\S+:(?<tag>[^@]+)@(?<digest>\\S+) AS (?<value>.+)$"))]),
        Case(
            name: "text-pattern-too-often", files: ["a": "v=1\nv=2\n"], texts: [("a", matched("^v=(?<tag>.*)$"))]),
        Case(
            name: "text-and-path-disagree", files: ["v.yaml": "tag: a # {\"$sluice\": \"api:tag\"}\n"],
            sets: [("v.yaml", nil, [("tag", "${release}")])], texts: [("v.yaml", marked(.asWritten))]),
        Case(
            name: "text-and-path-agree", files: ["v.yaml": "tag: a # {\"$sluice\": \"api:tag\"}\n"],
            sets: [("v.yaml", nil, [("tag", "${api.tag}")])], texts: [("v.yaml", marked(.asWritten))]),
    ]

    private static func marked(_ parts: ImageParts) -> FileEdits.Setting? {
        guard let api = source("api"), let web = source("web") else { return nil }
        let finder = MarkerFinder(
            sources: ["api", "shop/api", "web"], policies: ["flux-system:web": "web"], writing: parts)
        return .init(target: .markers(finder), value: .marked(["api": api, "shop/api": api, "web": web]))
    }

    private static func matched(_ pattern: String) -> FileEdits.Setting? {
        guard let finder = try? RegexFinder(pattern) else { return nil }
        return .init(
            target: .pattern(finder), value: .matched(source: source("api"), own: try? Template("${pipeline}")))
    }

    private static func source(_ name: String) -> WrittenValue.MarkedSource? {
        (try? Template("shop/\(name)")).map { .init(name: name, repository: $0) }
    }

    private static func by(_ name: String, _ files: [String: String], _ targets: [(String, EditTarget?)]) -> Case {
        Case(
            name: name, files: files,
            meanings: targets.compactMap { file, target in target.map { (file, $0, source: "api") } })
    }
}
