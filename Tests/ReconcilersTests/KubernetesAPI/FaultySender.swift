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
        /// The next watch goes on from so long ago that the server has forgotten it.
        case forgetting
    }

    struct Watch: Sendable, Hashable {
        var target: String
        var authorization: String?
    }

    private struct State {
        var fault: Fault?
        var requests: [String] = []
        var reads: [String] = []
        var watches: [Watch] = []
        var open = 0
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

    /// The paths of all that was read so far, but for watches.
    var reads: [String] { state.withLock { $0.reads } }

    var watches: [Watch] { state.withLock { $0.watches } }

    /// Watches that have not ended.
    var openWatches: Int { state.withLock { $0.open } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard request.url.contains("watch=true") else { return try await carry(request) }
        state.withLock { state in
            state.watches.append(Watch(target: request.url, authorization: request.headers["Authorization"]))
            state.open += 1
        }
        defer { state.withLock { $0.open -= 1 } }
        return try await carry(request)
    }

    private func carry(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let isWatch = request.url.contains("watch=true")
        let fault = state.withLock { state in
            let path = request.location?.path ?? ""
            if !request.isSafe { state.requests.append("\(request.method) \(path)") }
            if request.isSafe, !isWatch { state.reads.append(path) }
            guard case .forgetting? = state.fault, isWatch else { return state.fault }
            defer { state.fault = nil }
            return state.fault
        }
        switch fault {
        case .forgetting:
            var request = request
            if isWatch { request.url.replace(/resourceVersion=\d+/, with: "resourceVersion=1") }
            return try await http.send(request)
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
