import Foundation
import TestServers
import Testing

/// The built daemon on real servers; left out by `scripts/test --fast`.
@Suite(
    "The built daemon", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct AcceptanceTests {
    @Test("A new tag becomes one signed commit in each repository, in prod only after the approval")
    func wholeWay() async throws {
        let world = try await World()
        let daemon = try await world.serve()
        defer { daemon.stop() }
        let digest = try await world.push("1.4.2")
        try await world.wait("staging has it") { try world.declares("1.4.2", "staging") }
        try await world.wait("prod waits for people") {
            try world.sluice("status", "webshop", "-o", "json").output.contains("waitingForApproval")
        }
        #expect(try world.promotions("prod").isEmpty)
        #expect(try world.sluice("plan", "webshop/prod").output.contains("+    tag: \"1.4.2\"   # set by Sluice"))
        #expect(try world.sluice("approve", "webshop/prod", as: "bob", allowFailure: true).status == 4)
        try world.sluice("approve", "webshop/prod", "--wait", "--timeout", "60s")
        let signer = try String(contentsOfFile: world.folder.file("signing.pub"), encoding: .utf8)
        try world.folder.write("sluice@example.com \(signer)", to: "allowed_signers")
        for environment in World.environments {
            #expect(try world.declares("1.4.2", environment))
            #expect(try world.file(environment).contains(digest))
            #expect(try world.promotions(environment).count == 1)
            #expect(
                try world.git(environment, "log", "-1", "--format=%an <%ae> %cn <%ce>", "main")
                    == "Sluice <sluice@example.com> Lock Keeper <keeper@example.com>")
            let release = try world.git(
                environment, "log", "-1", "--format=%(trailers:key=Sluice-Release,valueonly)", "main")
            #expect(
                try world.git(environment, "log", "-1", "--format=%s", "main")
                    == "Bring webshop to \(environment), release \(release.prefix(12))")
            _ = try world.git(
                environment, "-c", "gpg.ssh.allowedSignersFile=\(world.folder.file("allowed_signers"))",
                "verify-commit", "main")
        }
        try world.sluice("audit", "verify")
        let health = try world.sluice("doctor", allowFailure: true).output
        #expect(health.contains("signs; for allowed_signers: \(signer.prefix(40))"), "\(health)")
        for environment in World.environments {
            #expect(health.contains("\(environment).git") && health.contains("takes pushes"), "\(health)")
        }
    }

    @Test(
        "A tag or a branch's head of an application's repository goes the same way, and its author may not approve it",
        arguments: [World.Source.gitTags, .gitBranch])
    func gitSources(_ source: World.Source) async throws {
        let world = try await World(source: source, soak: "0s")
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await world.wait("the first version is found") {
            try world.sluice("status", "webshop", "-o", "json").output.contains("\"number\"")
        }
        let commit = try await world.push("1.4.2")
        try await world.wait("prod waits for people") {
            let status = try world.sluice("status", "webshop/prod", "-o", "json").output
            return try status.contains("waitingForApproval")
                && world.sluice("plan", "webshop/prod").output.contains("+    digest: \(commit)")
        }
        let refused = try world.sluice("approve", "webshop/prod", as: "carol", allowFailure: true)
        #expect(refused.status == 3 && refused.errors.contains("wrote the source revision"), "\(refused)")
        try world.sluice("approve", "webshop/prod", "--wait", "--timeout", "60s")
        let tag = source == .gitTags ? "1.4.2" : "main"
        for environment in World.environments {
            #expect(
                try world.file(environment).hasSuffix("tag: \"\(tag)\"   # set by Sluice\n    digest: \(commit)"))
            let artifact = try world.git(
                environment, "log", "-1", "--format=%(trailers:key=Sluice-Artifact,valueonly)", "main")
            #expect(artifact.hasPrefix("api=ssh://") && artifact.hasSuffix("/webshop.git:\(tag)@\(commit)"))
        }
    }

    @Test(
        "Over HTTPS with a token it goes the same way, and no token is to be seen; killed in a push, it makes one commit"
    )
    func overHTTPS() async throws {
        let world = try await World(source: .gitTags, overHTTPS: true, gated: false, soak: "0s")
        let first = try await world.serve()
        try await world.wait("the first release is everywhere") {
            try world.sluice("status", "webshop", "-o", "json").output.contains("\"verifiedAt\"")
        }
        let health = try world.sluice("doctor", allowFailure: true).output
        for environment in World.environments {
            #expect(health.contains("/\(environment).git") && health.contains("takes pushes"), "\(health)")
        }
        first.stop()
        #expect(!first.log.text.contains(GitHTTPServer.token))
        _ = try await world.push("1.1.0")
        let doomed = try await world.serve(crashPoint: "packSent")
        try await world.wait("the daemon dies") { !doomed.isRunning }
        let second = try await world.serve()
        defer { second.stop() }
        try await world.wait("prod has it") { try world.declares("1.1.0", "prod") }
        for environment in World.environments {
            #expect(try world.promotions(environment).count == 1)
        }
        #expect(world.webRequests.contains { $0.path == "/prod.git/git-receive-pack" })
    }

    @Test(
        "Killed at any moment, the daemon goes on at its next start, and makes one commit",
        arguments: ["intentSaved", "commitMade", "packSent", "answerUnread", "effectRecorded", "handOffRequested"])
    func killed(at point: String) async throws {
        let world = try await World(gated: false, soak: "0s")
        let first = try await world.serve()
        try await world.wait("the first release is everywhere") {
            try world.sluice("status", "webshop", "-o", "json").output.contains("\"verifiedAt\"")
        }
        first.stop()
        _ = try await world.push("1.1.0")
        let doomed = try await world.serve(crashPoint: point)
        try await world.wait("the daemon dies at \(point)") { !doomed.isRunning }
        let second = try await world.serve()
        defer { second.stop() }
        try await world.wait("prod has it") { try world.declares("1.1.0", "prod") }
        for environment in World.environments {
            #expect(try world.promotions(environment).count == 1)
        }
    }

    @Test("The database deleted, every stage has its release again and nothing is written twice")
    func lostDatabase() async throws {
        let world = try await World(gated: false, soak: "0s")
        let first = try await world.serve()
        _ = try await world.push("1.1.0")
        try await world.wait("prod has it") { try world.declares("1.1.0", "prod") }
        _ = try await world.push("1.2.0")
        try await world.wait("prod has the second") { try world.declares("1.2.0", "prod") }
        try await world.wait("it is verified") {
            try world.sluice("history", "webshop").output.contains("1.2.0 is live")
        }
        try world.sluice(
            "rollback", "webshop/prod", "--release", "1.1.0", "--reason", "errors", "--wait", "--timeout", "60s")
        let before = try World.environments.map { try world.git($0, "rev-parse", "main") }
        first.stop()
        try FileManager.default.removeItem(atPath: world.folder.file("state"))
        let second = try await world.serve()
        defer { second.stop() }
        try await world.wait("prod is held again") {
            try world.sluice("status", "webshop").output.contains("errors")
        }
        _ = try await world.push("1.3.0")
        try await world.wait("staging has the next") { try world.declares("1.3.0", "staging") }
        #expect(try world.declares("1.1.0", "prod"))
        #expect(try world.git("prod", "rev-parse", "main") == before[2])
        #expect(try world.promotions("dev").count == 3)
    }
}
