package import HTTPTransport
package import Promotion
package import Secrets

/// Measures over HTTP, by Prometheus and by programs.
package struct Verifications: Verifier {
    private let secrets: any SecretReader
    private let http: any HTTPSending
    private let environment: [String: String]

    /// `environment` is the daemon's, of which a command sees only `PATH`, `HOME` and `LANG`.
    package init(secrets: any SecretReader, http: any HTTPSending, environment: [String: String]) {
        self.secrets = secrets
        self.http = http
        self.environment = environment
    }

    package func measure(_ request: MeasurementRequest) async -> MeasurementOutcome {
        switch request.verification.kind {
        case .http(let definition): await HTTPMeasurement(definition, secrets, http).measure(request)
        case .prometheus(let definition): await PrometheusMeasurement(definition, secrets, http).measure(request)
        case .command(let definition): await CommandMeasurement(definition, environment).measure(request)
        // The schedule waits by itself.
        case .wait: .passed("waited")
        }
    }
}
