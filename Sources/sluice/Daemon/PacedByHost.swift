import Foundation
import HTTPTransport

/// Sends at the pace that is allowed for each host.
struct PacedByHost: HTTPSending {
    private let usual: any HTTPSending
    private let paced: [String: any HTTPSending]

    /// - Parameter requestsPerSecond: by authority (`host`, or `host:port`); any other host is sent as much as it answers.
    init(_ base: any HTTPSending, requestsPerSecond: [String: Double]) {
        func sender(_ limits: RateBudget.Limits) -> any HTTPSending {
            PacedSender(
                base, limits: limits, clock: ContinuousClock(),
                secondsSince1970: { Int(Date().timeIntervalSince1970) }, seed: .random(in: 0...UInt64.max))
        }
        usual = sender(RateBudget.Limits())
        paced = requestsPerSecond.mapValues { sender(RateBudget.Limits(perSecond: $0, burst: max(1, $0))) }
    }

    var chainExecutor: (any TaskExecutor)? { usual.chainExecutor }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let authority = request.location?.authority ?? ""
        return try await (paced[authority] ?? usual).send(request)
    }
}
