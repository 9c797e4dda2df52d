import Testing

@testable import GitRepositories

@Suite("What a push report means")
struct PushVerdictTests {
    private static let main = "refs/heads/main"

    private func verdict(_ lines: [String], words: String = "") throws -> PushVerdict {
        PushVerdict(try PushReport(lines: lines, serverWords: words), of: Self.main)
    }

    @Test(
        "Lost races, in each server's wording",
        arguments: [
            "non-fast-forward", "fetch first", "cannot lock ref", "incorrect old value provided", "stale info",
            "failed to update ref", "Failed to update ref refs/heads/main", "reference already exists",
            "cannot lock ref 'refs/heads/main': is at 1 but expected 2", "failed to lock",
        ])
    func races(reason: String) throws {
        guard case .lostRace(let words) = try verdict(["unpack ok", "ng \(Self.main) \(reason)"]) else {
            Issue.record("\(reason) is a race")
            return
        }
        #expect(words == reason)
    }

    @Test(
        "Refusals keep the server's own words",
        arguments: [
            "pre-receive hook declined", "hook declined", "protected branch hook declined",
            "deny updating a hidden ref", "branch is currently checked out", "prohibited by Gerrit: not permitted",
        ])
    func refusals(reason: String) throws {
        let verdict = try verdict(["unpack ok", "ng \(Self.main) \(reason)"], words: "GitLab: no\n\n go away\n")
        #expect(verdict == .refused("\(reason) (GitLab: no; go away)"))
    }

    @Test("A pack that can't be unpacked is the server's trouble, unless it never can")
    func unpack() throws {
        guard case .troubled = try verdict(["unpack index-pack abnormal exit", "ng \(Self.main) unpacker error"]) else {
            Issue.record("transient")
            return
        }
        guard case .refused = try verdict(["unpack error"], words: "fatal: pack exceeds maximum allowed size") else {
            Issue.record("permanent")
            return
        }
    }

    @Test("Accepted, with options; missing from the report")
    func others() throws {
        #expect(try verdict(["unpack ok", "ok \(Self.main)", "option refname \(Self.main)"]) == .accepted)
        guard case .troubled = try verdict(["unpack ok", "ok refs/heads/other"]) else {
            Issue.record("not mentioned")
            return
        }
        #expect(throws: ProtocolViolation.self) { try verdict([]) }
        #expect(throws: ProtocolViolation.self) { try verdict(["unpack ok", "what is this"]) }
    }
}
