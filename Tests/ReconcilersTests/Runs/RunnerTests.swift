import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

private let first = ReconcilerConformance.first
private let second = ReconcilerConformance.second
private let stranger = ReconcilerConformance.stranger

@Suite("Which pipeline is the promotion's, and what it proves")
struct RunnerTests {
    static let started: [RunnerFixture.Kind] = [.gitlab, .github, .githubOld, .terraform]
    static let adopted: [RunnerFixture.Kind] = [.gitlabAdopted, .githubAdopted, .terraformConfirmed]

    private func reason(_ seen: Observation) -> String {
        switch seen {
        case .waiting(let reason), .progressing(let reason), .degraded(let reason), .failed(let reason): reason
        case .live: "live"
        }
    }

    @Test("a pipeline that runs for another commit proves nothing", arguments: started)
    func otherCommit(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.order("push", ["revision": stranger.hex])
        let receipt = try await fixture.adapter.request(try ReconcilerConformance.handOff(first))
        let seen = try await fixture.observe(first, receipt)
        guard case .failed(let reason) = seen else {
            Issue.record("it has failed: \(seen)")
            return
        }
        #expect(reason.contains("\(stranger.short), which does not hold \(first.short)"))
    }

    @Test("a pipeline of a descendant that declares the same proves that descendant", arguments: started)
    func descendant(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.order("push", ["revision": second.hex])
        let receipt = try await fixture.adapter.request(try ReconcilerConformance.handOff(first))
        #expect(try await fixture.observe(first, receipt).withoutEvidence == .live(at: second))
    }

    @Test("what ran long ago is found by a daemon whose database was lost, and nothing is started", arguments: started)
    func rebuilt(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        _ = try await fixture.asked(first)
        let source = kind.isGitLab ? "api" : "workflow_dispatch"
        for _ in 0..<60 { try await fixture.order("begin", ["source": source, "revision": stranger.hex]) }
        let count = try await fixture.count()
        let later = try fixture.reopened()
        let request = try ReconcilerConformance.handOff(first)
        let receipt = try await later.request(request)
        #expect(try await fixture.count() == count)
        #expect(try await later.observe(request, receipt: receipt).withoutEvidence == .live(at: first))
    }

    @Test("what the push has not started yet is waited for", arguments: adopted)
    func late(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        let receipt = try await fixture.adapter.request(try ReconcilerConformance.handOff(first))
        let seen = try await fixture.observe(first, receipt)
        #expect(reason(seen).contains("the push should have started one"), "\(seen)")
        try await fixture.order("push", ["revision": first.hex])
        #expect(try await fixture.observe(first, receipt).withoutEvidence == .live(at: first))
    }

    @Test(
        "of commits that were pushed together only the last has a pipeline, which proves them all", arguments: adopted)
    func batch(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.order("push", ["revision": second.hex])
        #expect(try await fixture.observe(first).withoutEvidence == .live(at: second))
    }

    @Test("a success that was listed first does not hide the newer failure", arguments: adopted)
    func order(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind, traits: ["unordered"])
        try await fixture.order("push", ["revision": first.hex])
        #expect(try await fixture.observe(first).withoutEvidence == .live(at: first))
        try await fixture.order("fail", ["words": "apply again"])
        try await fixture.order(
            "begin", ["source": kind.isGitLab ? "web" : "workflow_dispatch", "revision": first.hex])
        let seen = try await fixture.observe(first)
        #expect(reason(seen).contains("failed"), "\(seen)")
    }

    @Test("what a schedule started is not the promotion's", arguments: adopted)
    func schedules(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.order("begin", ["source": "schedule", "revision": first.hex])
        guard case .waiting = try await fixture.observe(first) else {
            Issue.record("it waits for the push's own")
            return
        }
    }

    @Test("one that was cancelled for a later commit's is followed up by that", arguments: RunnerFixture.Kind.allCases)
    func cancelled(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.make(.holdBack)
        let order = try await fixture.asked(first)
        try await fixture.order("set", ["index": 0, "status": "canceled"])
        let source = !kind.isStarted ? "push" : kind.isGitLab ? "api" : "workflow_dispatch"
        try await fixture.order("begin", ["source": source, "revision": second.hex])
        let seen = try await fixture.observe(first, order.receipt)
        #expect(reason(seen).contains(kind.vendor == "terraform" ? "was discarded" : "was cancelled"), "\(seen)")
        #expect(seen != .failed(reason: reason(seen)), "\(seen)")
        try await fixture.order("set", ["index": 1, "waits": false])
        try await fixture.make(.carryOn)
        #expect(try await fixture.observe(first, order.receipt).withoutEvidence == .live(at: second))
    }

    @Test(
        "one that was cancelled or failed has failed, whatever another commit's did",
        arguments: RunnerFixture.Kind.allCases,
        ["canceled", "failed"])
    func ended(kind: RunnerFixture.Kind, status: String) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.make(.holdBack)
        let order = try await fixture.asked(first)
        try await fixture.order("set", ["index": 0, "status": status])
        try await fixture.order("begin", ["source": "push", "revision": stranger.hex])
        try await fixture.order("set", ["index": 1, "status": "success"])
        let seen = try await fixture.observe(first, order.receipt)
        guard case .failed = seen else {
            Issue.record("it has failed: \(seen)")
            return
        }
    }

    @Test("what a person has tried again with success is not started anew", arguments: started)
    func mendedByHand(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        try await fixture.make(.failNext("broken"))
        let order = try await fixture.asked(first)
        #expect(reason(try await fixture.observe(first, order.receipt)).contains("failed"))
        try await fixture.order("again", ["index": 0])
        let again = try await fixture.asked(first)
        #expect(try await fixture.observe(first, again.receipt).withoutEvidence == .live(at: first))
        #expect(try await fixture.count() == 1)
    }

    @Test(
        "a person's part is waited for, and told",
        arguments: [RunnerFixture.Kind.gitlabPlayed, .githubApproved, .terraformConfirmed])
    func people(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(
            kind, gitlab: { $0.play = [] }, github: { $0.approve = [] }, terraform: { $0.applies = false })
        let order = try await fixture.asked(first)
        let seen = try await fixture.observe(first, order.receipt)
        let words = [
            "gitlab": "waits for somebody to play `apply`", "github": "which alice or team sre may approve",
            "terraform": "waits for somebody to confirm its plan",
        ]
        #expect(reason(seen).contains(words[kind.vendor] ?? "?"), "\(seen)")
        #expect(try await fixture.applied() == [])
        try await fixture.order("play", ["index": 0])
        #expect(try await fixture.observe(first, order.receipt).withoutEvidence == .live(at: first))
    }

    @Test("a success that left out what counts is none", arguments: [RunnerFixture.Kind.gitlab, .github])
    func required(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(
            kind, gitlab: { $0.requiredJobs = ["smoke"] }, github: { $0.requiredJobs = ["smoke"] })
        let order = try await fixture.asked(first)
        let seen = try await fixture.observe(first, order.receipt)
        #expect(reason(seen).contains("succeeded without a job `smoke`"), "\(seen)")
    }

    @Test(
        "what Terraform plans is told while somebody decides, and kept when it is live",
        arguments: RunnerFixture.Kind.allCases)
    func evidence(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(
            kind,
            gitlab: {
                $0.plan = .init(job: "plan", file: "plan.json")
                $0.play = []
            },
            github: {
                $0.plan = "terraform-plan"
                $0.approve = []
            }, terraform: { $0.applies = false })
        let words = "the plan creates 2, updates 1, deletes 0"
        let order = try await fixture.asked(first)
        if kind.isGated {
            let seen = try await fixture.observe(first, order.receipt)
            #expect(reason(seen).contains(words), "\(seen)")
            try await fixture.order("play", ["index": 0])
        }
        #expect(try await fixture.observe(first, order.receipt) == .live(at: first, evidence: words))
        #expect(try await fixture.violations() == [])
    }
}

@Suite("What GitLab alone does")
struct GitLabCITests {
    @Test("a pipeline is given the promotion, and the definition's variables and inputs")
    func given() async throws {
        let fixture = try await RunnerFixture(
            .gitlab,
            gitlab: {
                $0.variables = ["TF_VAR_tag": try Template("${app.tag}-${environment}")]
                $0.inputs = ["region": try Template("eu")]
            })
        let order = try await fixture.asked(first)
        let given = try await fixture.order("given", ["index": 0], as: [String: String].self)
        #expect(
            given == [
                "SLUICE_ENVIRONMENT": "prod", "SLUICE_PIPELINE": "web",
                "SLUICE_PROMOTION": order.request.promotion.hex, "SLUICE_RELEASE": order.request.release.id.hex,
                "SLUICE_REVISION": first.hex, "TF_VAR_tag": "1.1-prod", "region": "eu",
            ])
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "what keeps a pipeline from being started is told with how to mend it",
        arguments: [("noVariables", "use pipeline variables"), ("filtered", "CI_PIPELINE_SOURCE is `api`")])
    func refusals(trait: String, words: String) async throws {
        let fixture = try await RunnerFixture(.gitlab, traits: [trait])
        try await fixture.order("push", ["revision": first.hex])
        let problem = await #expect(throws: Problem.self) {
            try await fixture.adapter.request(try ReconcilerConformance.handOff(first))
        }
        #expect(problem?.remedy?.contains(words) == true, "\(String(describing: problem))")
    }

    @Test("a job that may not be played is a refusal, and nothing is live")
    func protected() async throws {
        let fixture = try await RunnerFixture(.gitlabPlayed, traits: ["protected"])
        let order = try await fixture.asked(first)
        let problem = await #expect(throws: Problem.self) { try await fixture.observe(first, order.receipt) }
        #expect(problem?.kind == .permanent && problem?.summary.contains("playing job apply") == true)
        #expect(try await fixture.applied() == [])
    }

    @Test("a report that lies on another host is read without the token")
    func elsewhere() async throws {
        let headers = Recorder<[String]>()
        let other = try TestHTTPServer { request in
            headers.append(request.headers.filter { $0.name.lowercased() == "private-token" }.map(\.value))
            return .json(#"{"create":7,"update":0,"delete":0}"#)
        }
        let fixture = try await RunnerFixture(
            .gitlab, traits: ["elsewhere:\(other.url)/plan"],
            gitlab: { $0.plan = .init(job: "plan", file: "plan.json") })
        let order = try await fixture.asked(first)
        #expect(
            try await fixture.observe(first, order.receipt)
                == .live(at: first, evidence: "the plan creates 7, updates 0, deletes 0"))
        #expect(headers.values == [[]])
    }

    @Test("a report that cannot be read keeps nothing from being live", arguments: ["nothing.json", "a b/plan.json"])
    func noReport(file: String) async throws {
        let fixture = try await RunnerFixture(.gitlab, gitlab: { $0.plan = .init(job: "plan", file: file) })
        let order = try await fixture.asked(first)
        #expect(try await fixture.observe(first, order.receipt) == .live(at: first))
    }

    @Test("a server that does not say why a pipeline came about is followed, too")
    func noSources() async throws {
        let fixture = try await RunnerFixture(.gitlabAdopted, traits: ["noSources"])
        let order = try await fixture.asked(first)
        #expect(try await fixture.observe(first, order.receipt) == .live(at: first))
    }
}

@Suite("What GitHub alone does")
struct GitHubActionsTests {
    @Test("a run is given the promotion in the input that is for it, and the definition's own")
    func given() async throws {
        let fixture = try await RunnerFixture(.github, github: { $0.inputs = ["region": try Template("eu")] })
        let order = try await fixture.asked(first)
        let given = try await fixture.order("given", ["index": 0], as: [String: String].self)
        #expect(given == ["sluice_promotion": order.request.promotion.hex, "region": "eu"])
    }

    @Test("a server that takes the flag and does not say which run it is", arguments: ["quiet", "old"])
    func quiet(trait: String) async throws {
        let fixture = try await RunnerFixture(.github, traits: [trait])
        let order = try await fixture.asked(first)
        #expect(try await fixture.observe(first, order.receipt) == .live(at: first))
        #expect(try await fixture.count() == 1)
    }

    @Test("a run whose name does not show the promotion is never asked for again")
    func noRunName() async throws {
        let fixture = try await RunnerFixture(.githubOld, traits: ["noRunName"])
        let order = try await fixture.asked(first)
        for _ in 0..<5 {
            guard case .waiting(let reason) = try await fixture.observe(first, order.receipt) else {
                Issue.record("it waits")
                return
            }
            #expect(reason.contains("`run-name` has to show `${{ inputs.sluice_promotion }}`"))
            fixture.clock.advance(by: 600)
        }
        #expect(try await fixture.count() == 1)
    }

    @Test("what keeps a run from being started is told with how to mend it", arguments: [true, false])
    func refusals(hasTrigger: Bool) async throws {
        let fixture = try await RunnerFixture(
            .github, traits: hasTrigger ? [] : ["noDispatch"],
            github: { $0.inputs = ["unheard-of": try Template("x")] })
        try await fixture.order("push", ["revision": first.hex])
        let problem = await #expect(throws: Problem.self) {
            try await fixture.adapter.request(try ReconcilerConformance.handOff(first))
        }
        let words = hasTrigger ? "Declare the inputs" : "on: workflow_dispatch"
        #expect(problem?.remedy?.contains(words) == true, "\(String(describing: problem))")
    }

    @Test("an approval that the token's account may not give is waited for")
    func noReviewer() async throws {
        let fixture = try await RunnerFixture(.githubApproved, traits: ["noReviewer"])
        let order = try await fixture.asked(first)
        guard case .waiting(let reason) = try await fixture.observe(first, order.receipt) else {
            Issue.record("it waits")
            return
        }
        #expect(reason.contains("the token's account is none of"))
    }

    @Test("a workflow that is not there is told")
    func noWorkflow() async throws {
        let fixture = try await RunnerFixture(.githubAdopted, github: { $0.workflow = "other.yaml" })
        let problem = await #expect(throws: Problem.self) { try await fixture.observe(first) }
        #expect(problem?.kind == .permanent && problem?.summary.contains("other.yaml") == true)
    }
}

@Suite("What HCP Terraform alone does")
struct HCPTerraformTests {
    @Test("a run of a workspace that is not connected to a repository proves nothing")
    func noRepository() async throws {
        let fixture = try await RunnerFixture(.terraform, traits: ["noRepository"])
        let order = try await fixture.asked(first)
        guard case .failed(let reason) = try await fixture.observe(first, order.receipt) else {
            Issue.record("it has failed")
            return
        }
        #expect(reason.contains("is not connected to the repository"))
    }

    @Test("a confirmation that is refused is waited for, with the plan")
    func busy() async throws {
        let fixture = try await RunnerFixture(.terraformConfirmed, traits: ["busy"])
        let order = try await fixture.asked(first)
        guard case .waiting(let reason) = try await fixture.observe(first, order.receipt) else {
            Issue.record("it waits")
            return
        }
        #expect(reason.contains("transition not allowed; the plan creates 2, updates 1, deletes 0"))
    }

    @Test("what has failed is tried again by another run of the same configuration")
    func again() async throws {
        for kind in [RunnerFixture.Kind.terraform, .terraformConfirmed] {
            let fixture = try await RunnerFixture(kind)
            try await fixture.make(.failNext("apply"))
            let order = try await fixture.asked(first)
            guard case .failed = try await fixture.observe(first, order.receipt) else {
                Issue.record("it has failed")
                return
            }
            let again = try await fixture.asked(first)
            #expect(try await fixture.observe(first, again.receipt).withoutEvidence == .live(at: first))
            #expect(try await fixture.count() == 2)
            #expect(try await fixture.violations() == [])
        }
    }
}
