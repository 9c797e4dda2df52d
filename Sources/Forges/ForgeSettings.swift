package import Promotion

/// How one host is reached.
package struct ForgeSettings: Sendable {
    package var kind: ForgeKind
    /// Where people find the host: `https://gitlab.example.com`, with a path where it lives below one. The API's address
    /// follows from it.
    package var url: String
    /// The token, read each time it is needed, and never kept.
    package var token: @Sendable () -> Result<String, Problem>
    /// A PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Speak plain http. The token then travels in the clear.
    package var allowPlaintext = false

    package init(kind: ForgeKind, url: String, token: @escaping @Sendable () -> Result<String, Problem>) {
        self.kind = kind
        self.url = url
        self.token = token
    }
}

/// What a host's answers may cost. Whatever passes a limit is an error, never cut short.
package struct ForgeLimits: Sendable, Hashable {
    /// Time for one request.
    package var requestDeadline = Duration.seconds(30)
    /// Bytes of one answer.
    package var answerBytes = 8 << 20
    /// Pages of one list, and the seconds for all of them.
    package var pages = 200
    package var listSeconds = 120.0
    /// Answers that are kept to be asked for again with `If-None-Match`, and their bytes together.
    package var keptAnswers = 2000
    package var keptBytes = 32 << 20

    package init() {}
}
