import Foundation
import HTTPTypes
package import Logging
import Promotion

/// Answers requests, whatever carries them: finds the route, asks the gatekeeper, reads the body, and turns every error into JSON.
package struct API: Sendable {
    /// The largest body of a request that is read, in bytes.
    package static let bodyLimit = 64 << 10

    let services: WebServices
    let gatekeeper: Gatekeeper
    let deadline: Duration
    private let webhooks: WebhookDoor
    private let log: Logger

    /// - Parameter deadline: of one request, its body included.
    package init(_ services: WebServices, deadline: Duration = .seconds(120), log: Logger) {
        self.init(services, gatekeeper: Gatekeeper(), deadline: deadline, log: log)
    }

    init(
        _ services: WebServices, gatekeeper: Gatekeeper, deadline: Duration = .seconds(120),
        webhooks: WebhookDoor? = nil, log: Logger
    ) {
        self.services = services
        self.gatekeeper = gatekeeper
        self.webhooks = webhooks ?? WebhookDoor(services.webhooks)
        self.deadline = deadline
        self.log = log
    }

    /// A request before anybody was let in.
    package struct Request: Sendable {
        let method: HTTPRequest.Method
        /// As it was sent, percent escapes included, without the query.
        let path: String
        let query: [String: String]
        var headers: HTTPFields = [:]
        let authorization: String?
        /// Who sent it, without the port.
        let address: String
        /// Reads the body; throws where it is larger than the limit or breaks off.
        let body: @Sendable () async throws -> [UInt8]
    }

    /// The largest body that is read at an address, in bytes.
    static func bodyLimit(at path: String) -> Int {
        WebhookDoor.isBehind(path) ? WebhookDoor.bodyLimit : bodyLimit
    }

    func answer(_ request: Request) async -> Answer {
        if WebhookDoor.isBehind(request.path) { return await webhooks.answer(request) }
        do {
            let late = APIError(.gatewayTimeout, "This took longer than \(deadline.components.seconds) seconds.")
            return try await within(deadline, late) { try await respond(to: request) }
        } catch let error as APIError {
            return Self.failure(error)
        } catch let problem as Problem {
            let status: HTTPResponse.Status = problem.isTransient ? .serviceUnavailable : .conflict
            return Self.failure(APIError(status, problem.summary, remedy: problem.remedy))
        } catch {
            log.error("a request failed", metadata: ["path": "\(request.path)", "reason": "\(error)"])
            return Self.failure(
                APIError(.internalServerError, "Something went wrong here; the daemon's log says what."))
        }
    }

    private func respond(to request: Request) async throws -> Answer {
        let (route, parameters) = try Self.route(request)
        let access = services.access()
        let user = try await gatekeeper.admit(
            route, parameters, authorization: request.authorization, address: request.address, access: access,
            stages: services.stages)
        if let pipeline = parameters["pipeline"], await services.stages(pipeline).isEmpty {
            throw APIError(.notFound, "There is no pipeline \(pipeline).", remedy: "`sluice status` lists them.")
        }
        let body: [UInt8]
        do {
            body = try await request.body()
        } catch {
            throw APIError(.contentTooLarge, "The request's body is larger than \(Self.bodyLimit) bytes, or broke off.")
        }
        return try await route.answer(
            Call(
                services: services, access: access, user: user, parameters: parameters, query: request.query, body: body
            ))
    }

    private static func route(_ request: Request) throws(APIError) -> (Route, [String: String]) {
        let found = Route.all.compactMap { route in
            route.parameters(of: request.path).map { (route: route, parameters: $0) }
        }
        guard !found.isEmpty else {
            throw APIError(.notFound, "There is nothing at this address.", remedy: "docs/api.md lists every address.")
        }
        guard let match = found.first(where: { $0.route.method == request.method }) else {
            let allowed = found.map(\.route.method.rawValue).joined(separator: ", ")
            throw APIError(.methodNotAllowed, "This address takes \(allowed) only.")
        }
        return match
    }

    static func failure(_ error: APIError) -> Answer {
        let json = try? JSONEncoder.api.encode(error.body)
        return Answer(status: error.status, body: json.map(Array.init) ?? [])
    }
}

/// Runs something, and cancels it and throws `late` where it takes longer.
func within<Value: Sendable>(
    _ limit: Duration, _ late: APIError, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw late
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
