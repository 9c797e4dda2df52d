import Foundation
import HTTPTransport
import Synchronization
import TestServers

/// Carries requests to their server, or fails to, as a test wants.
final class FaultySender: HTTPSending {
    enum Fault: Sendable {
        /// Nobody listens.
        case away
        /// Connections are taken, and nothing is answered.
        case silent
        /// The next change of a path with this in it is carried out, and its answer is lost.
        case losing(String)
    }

    private struct State {
        var fault: Fault?
        var requests: [String] = []
    }

    private let http: HTTPClient
    private let silence: SilentServer
    private let state = Mutex(State())

    init() throws {
        http = try TestCluster.http.get()
        silence = try SilentServer()
    }

    func set(_ fault: Fault?) { state.withLock { $0.fault = fault } }

    /// `PATCH /apis/…` of all changes so far, in order.
    var changes: [String] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let fault = state.withLock { state in
            if !request.isSafe { state.requests.append("\(request.method) \(request.location?.path ?? "")") }
            return state.fault
        }
        switch fault {
        case nil: return try await http.send(request)
        case .away: throw HTTPFailure(.connectionRefused("nobody listens"), request.description)
        case .silent:
            var request = request
            request.url = silence.url
            return try await http.send(request)
        case .losing(let part):
            let response = try await http.send(request)
            guard !request.isSafe, request.url.contains(part) else { return response }
            set(nil)
            throw HTTPFailure(.connectionLost("it was cut"), request.description, mayHaveBeenProcessed: true)
        }
    }
}
