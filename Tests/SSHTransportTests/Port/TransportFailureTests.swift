import Foundation
import Testing

@testable import SSHTransport

/// The sentences that people read.
@Suite("Failures in words") struct TransportFailureTests {
    private let endpoint: SSHEndpoint
    private let key: HostKey

    init() throws {
        endpoint = try SSHEndpoint(host: "git.example.com", port: 2222, user: "git")
        let blob = try #require(
            Data(base64Encoded: "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"))
        key = try #require(HostKey(blob: Array(blob)))
    }

    private func words(_ reason: TransportFailure.Reason) -> String { TransportFailure(endpoint, reason).description }

    @Test("a fingerprint is what ssh-keygen -l prints") func fingerprint() {
        #expect(key.description == "ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
    }

    @Test("an unknown host names its fingerprint and the command that mends it") func unknownHost() {
        #expect(
            words(.hostKeyUnknown(offered: key))
                == "git@[git.example.com]:2222: known_hosts does not name the server; its host key is \(key). Compare the "
                + "fingerprint with the one that its administrator publishes, then add the output of "
                + "`ssh-keyscan -p 2222 -t ed25519 git.example.com`")
    }

    @Test("a changed host key names both") func changed() {
        let text = words(.hostKeyMismatch(offered: key, pinned: [HostKey(type: "ssh-rsa", fingerprint: "SHA256:old")]))
        #expect(text.contains("\(key) is not the one in known_hosts (ssh-rsa SHA256:old)"))
    }

    @Test("a server's words are one line, and cannot play with the terminal") func serversWords() {
        let text = words(.remoteFailed(exitStatus: 1, stderr: "ERROR:\u{1b}[31m no\r\n\nsuch repository\n"))
        #expect(
            text.hasSuffix(
                "the service ended with exit status 1; the server says: ERROR:\\u{1B}[31m no | such repository"))
    }

    @Test("every failure says where, and a sentence") func all() {
        let reasons: [TransportFailure.Reason] = [
            .timedOut(during: .connecting), .cancelled(during: .reading),
            .nameNotResolved(detail: "x", isTemporary: true),
            .connectionRefused, .unreachable(detail: "x"),
            .connectionLost(afterRequestSent: true, during: .reading, detail: "x"),
            .knownHostsInvalid(path: "/k", line: 3, problem: "x"), .hostKeyUnknown(offered: nil),
            .hostKeyMismatch(offered: nil, pinned: []), .hostKeyRevoked(offered: key),
            .keyUnreadable(key: "/k", problem: "x"), .keyNeedsPassphrase(key: "/k"), .wrongPassphrase(key: "/k"),
            .agentUnusable(problem: "x"), .authenticationFailed(tried: ["k"], detail: "x"), .needsOpenSSH(why: "x"),
            .openSSHUnusable(problem: "x"), .noCommonAlgorithm(detail: "x"), .serviceRefused(detail: "x"),
            .remoteFailed(exitStatus: nil, stderr: ""), .protocolError(during: .writing, detail: "x"),
        ]
        for reason in reasons {
            let text = words(reason)
            #expect(text.hasPrefix("git@[git.example.com]:2222: ") && text.count > 45, "\(text)")
        }
        #expect(words(.knownHostsInvalid(path: "/k", line: 3, problem: "x")).contains("/k:3: x"))
    }
}
