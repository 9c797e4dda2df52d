import Testing

@testable import SSHTransport

/// What `ssh` says, and what it means.
@Suite("The words of OpenSSH") struct OpenSSHDiagnosisTests {
    @Test(
        "are told apart",
        arguments: [
            ("ssh: connect to host h port 22: Connection refused", TransportFailure.Reason.connectionRefused),
            (
                "ssh: Could not resolve hostname h: Name or service not known",
                .nameNotResolved(
                    detail: "ssh: Could not resolve hostname h: Name or service not known", isTemporary: false)
            ),
            (
                "ssh: Could not resolve hostname h: Temporary failure in name resolution",
                .nameNotResolved(
                    detail: "ssh: Could not resolve hostname h: Temporary failure in name resolution", isTemporary: true
                )
            ),
            (
                "ssh: connect to host h port 22: No route to host",
                .unreachable(detail: "ssh: connect to host h port 22: No route to host")
            ),
            (
                "No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.",
                .hostKeyUnknown(offered: nil)
            ),
            (
                "git@h: Permission denied (publickey).",
                .authenticationFailed(tried: ["the agent's keys"], detail: "git@h: Permission denied (publickey).")
            ),
            (
                "kex_exchange_identification: Connection closed by remote host",
                .connectionLost(
                    afterRequestSent: false, during: .runningOpenSSH,
                    detail: "kex_exchange_identification: Connection closed by remote host")
            ),
            (
                "Unable to negotiate with 1.2.3.4 port 22: no matching host key type found.",
                .noCommonAlgorithm(detail: "Unable to negotiate with 1.2.3.4 port 22: no matching host key type found.")
            ),
            (
                "channel 0: open failed: administratively prohibited: open failed",
                .serviceRefused(detail: "channel 0: open failed: administratively prohibited: open failed")
            ),
            ("something new", .protocolError(during: .runningOpenSSH, detail: "something new")),
        ])
    func reasons(text: String, expected: TransportFailure.Reason) {
        #expect(OpenSSHDiagnosis.reason(text + "\r\n", isEstablished: false, hasWritten: false, key: nil) == expected)
    }

    @Test("after the service spoke, only the connection can have failed")
    func established() {
        let reason = OpenSSHDiagnosis.reason("Connection refused", isEstablished: true, hasWritten: true, key: nil)
        #expect(reason == .connectionLost(afterRequestSent: true, during: .reading, detail: "Connection refused"))
    }

    @Test("a changed host key's fingerprint is found")
    func changed() {
        let text = """
            @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
            The fingerprint for the ED25519 key sent by the remote host is
            SHA256:zRNe6ihlw9T/GZnmAj8KNTGRmUdlbHYTSkSoT/wmenw.
            Please contact your system administrator.
            """
        guard
            case .hostKeyMismatch(let key?, _) = OpenSSHDiagnosis.reason(
                text, isEstablished: false, hasWritten: false, key: nil)
        else {
            Issue.record("no key")
            return
        }
        #expect(key.description == "ssh-ed25519 SHA256:zRNe6ihlw9T/GZnmAj8KNTGRmUdlbHYTSkSoT/wmenw")
    }
}
