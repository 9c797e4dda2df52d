internal import Foundation

/// What `ssh` meant by the words it left in its log, or on standard error, with exit status 255.
enum OpenSSHDiagnosis {
    /// `isEstablished`: the service had spoken, so that only the connection can have failed.
    static func reason(
        _ text: String, isEstablished: Bool, hasWritten: Bool, key: PrivateKey?
    ) -> TransportFailure.Reason {
        let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
        func has(_ phrases: String...) -> Bool { phrases.contains { words.contains($0) } }

        if isEstablished {
            return .connectionLost(afterRequestSent: hasWritten, during: .reading, detail: words)
        }
        if has("REVOKED HOST KEY DETECTED", "marked as revoked") { return .hostKeyRevoked(offered: offeredKey(words)) }
        if has("HOST IDENTIFICATION HAS CHANGED") { return .hostKeyMismatch(offered: offeredKey(words), pinned: []) }
        if has("host key is known for", "Host key verification failed") {
            return .hostKeyUnknown(offered: offeredKey(words))
        }
        if has("Could not resolve hostname") {
            return .nameNotResolved(detail: words, isTemporary: has("Temporary failure"))
        }
        if has("Connection refused") { return .connectionRefused }
        if has("No route to host", "Network is unreachable", "Connection timed out", "Operation timed out") {
            return .unreachable(detail: words)
        }
        if has("Permission denied (", "Too many authentication failures") {
            // A key that cannot be loaded is skipped, and then nothing is left to try.
            if has("Load key"), let key { return .keyUnreadable(key: key.name, problem: words) }
            return .authenticationFailed(tried: [key?.description ?? "the agent's keys"], detail: words)
        }
        if has("Unable to negotiate") { return .noCommonAlgorithm(detail: words) }
        if has("request failed on channel", "open failed") { return .serviceRefused(detail: words) }
        if has(
            "Connection closed", "Connection reset", "Broken pipe", "kex_exchange_identification", "not responding",
            "closed by remote host")
        {
            return .connectionLost(afterRequestSent: false, during: .runningOpenSSH, detail: words)
        }
        if has("Bad configuration option", "command-line line", "usage: ssh") {
            return .openSSHUnusable(problem: words)
        }
        return .protocolError(during: .runningOpenSSH, detail: words)
    }

    /// `The fingerprint for the ED25519 key sent by the remote host is\nSHA256:….`, or the type alone.
    private static func offeredKey(_ words: String) -> HostKey? {
        guard let range = words.range(of: "SHA256:") else { return nil }
        let fingerprint = words[range.lowerBound...].prefix { !$0.isWhitespace && $0 != "." }
        let before = words[..<range.lowerBound]
        guard let end = before.range(of: " key sent by"), let start = before[..<end.lowerBound].lastIndex(of: " ")
        else { return nil }
        let name = before[before.index(after: start)..<end.lowerBound]
        let types = ["ED25519": "ssh-ed25519", "RSA": "ssh-rsa", "ECDSA": "ecdsa-sha2-nistp256"]
        return HostKey(type: types[String(name)] ?? String(name), fingerprint: String(fingerprint))
    }
}
