import PortsTestKit
import Promotion
import Testing

@testable import Reconcilers

@Suite("The one sync of a promotion")
struct SyncStepTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var step: SyncStep
        var syncs = true
        var change: @Sendable (inout Sample.Parts) -> Void
        var testDescription: String { name }
    }

    static let old: @Sendable (inout Sample.Parts) -> Void = {
        $0.compared = Sample.other.hex
        $0.operated = Sample.other.hex
        $0.isOurs = false
        $0.sync = "OutOfSync"
    }

    static let cases = [
        Case(name: "is sent where the application is somewhere else", step: .send, change: old),
        Case(name: "is sent where nothing was ever synced", step: .send) {
            old(&$0)
            $0.phase = nil
        },
        Case(name: "is not sent where the application is only watched", step: .unneeded, syncs: false, change: old),
        Case(name: "is not sent where the application syncs by itself", step: .unneeded) {
            old(&$0)
            $0.isAutomated = true
        },
        Case(name: "is found again while it is asked for", step: .sent) {
            $0.asked = ("sluice", Sample.wanted.hex, true)
        },
        Case(name: "is found again while it runs", step: .sent) {
            $0.phase = "Running"
            $0.finishedAt = nil
        },
        Case(name: "is found again when it has ended", step: .sent) { _ in },
        Case(name: "is sent again when it was given up", step: .givenUp) { $0.phase = "Failed" },
        Case(name: "waits for another's operation", step: .wait("shop: another operation is under way, started by bob"))
        {
            $0.asked = ("bob", Sample.other.hex, false)
        },
        Case(name: "is not needed where another's operation brings it", step: .unneeded) {
            $0.asked = ("bob", Sample.descendant.hex, false)
        },
        Case(name: "is not needed where a descendant is live", step: .unneeded) {
            $0.compared = Sample.descendant.hex
            $0.operated = Sample.descendant.hex
            $0.isOurs = false
        },
        Case(name: "never takes back what has gone on", step: .unneeded) {
            old(&$0)
            $0.deployed = [Sample.wanted.hex, Sample.descendant.hex]
        },
        Case(name: "never takes back what has gone on, where no history is kept", step: .unneeded) {
            old(&$0)
            $0.operated = Sample.descendant.hex
        },
        Case(name: "is sent where it was live before the last one", step: .send) {
            old(&$0)
            $0.deployed = [Sample.wanted.hex, Sample.other.hex]
        },
    ]

    @Test("is sent once, and only where it is needed", arguments: Self.cases)
    func step(_ tested: Case) throws {
        #expect(try Sample.look(tested.change).step(syncs: tested.syncs) == tested.step)
    }

    @Test("a promotion's sync of another revision is not this one's")
    func otherBranch() throws {
        var look = try Sample.look()
        look = ApplicationLook(
            application: look.application, promotion: look.promotion, wanted: Sample.other, places: look.places,
            carriers: [Sample.other.hex])
        #expect(look.step(syncs: true) == .send)
    }

    @Test(
        "a repository is the same over any scheme",
        arguments: [
            "ssh://git@git.example.com:2222/platform/prod.git", "git@git.example.com:platform/prod.git",
            "https://git.example.com/platform/prod", "https://x@GIT.example.com:8443/platform/prod.git/",
            "git.example.com:platform/prod",
        ])
    func sameRepository(url: String) { #expect(SourcePlaces.key(url) == "git.example.com/platform/prod") }

    @Test("the source that follows the branch is found, or named")
    func sources() throws {
        var application = Application()
        application.metadata.name = "shop"
        application.spec = .init(sources: [
            .init(repoURL: "https://charts.example.com", name: "chart"),
            .init(repoURL: "https://git.example.com/platform/prod.git", name: "values"),
        ])
        let remote = try RemoteURL("git@git.example.com:platform/prod.git")
        let elsewhere = try RemoteURL("git@git.example.com:platform/dev.git")
        #expect(try SourcePlaces(of: application, choice: nil, remote: remote).indices == [1])
        #expect(try SourcePlaces(of: application, choice: .position(1), remote: remote).indices == [0])
        #expect(try SourcePlaces(of: application, choice: .name("values"), remote: elsewhere).indices == [1])
        for (choice, remote) in [
            (nil, elsewhere), (.position(3), remote), (.name("x"), remote),
        ] as [(ArgoCDReconciler.Source?, RemoteURL)] {
            let problem = #expect(throws: Problem.self) {
                try SourcePlaces(of: application, choice: choice, remote: remote)
            }
            #expect(problem?.remedy?.contains("source") == true)
        }
    }
}
