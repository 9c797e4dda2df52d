import ServiceLifecycle

/// Something that works until its task is cancelled, as a service: a graceful shutdown cancels it.
struct CancelledAtShutdown: Service {
    let name: String
    let body: @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    func run() async throws { try await cancelWhenGracefulShutdown(body) }
}

extension CancelledAtShutdown: CustomStringConvertible {
    var description: String { name }
}
