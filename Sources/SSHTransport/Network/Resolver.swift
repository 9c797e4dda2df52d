internal import CSSH2
internal import Glibc
internal import Synchronization

/// Resolves names on threads of its own, because `getaddrinfo` knows no deadline.
///
/// A caller leaves at its deadline; the thread goes on and cleans up after itself. Callers who ask for the same name at
/// once share one thread, so that a hung name server costs one thread a name.
final class Resolver: Sendable {
    typealias Answer = Result<[SocketAddress], ResolverProblem>
    typealias Lookup = @Sendable (_ host: String, _ port: UInt16) -> Answer

    private struct Question: Hashable {
        let host: String
        let port: UInt16
    }

    /// One running lookup: each caller waits on an eventfd of its own.
    private struct Flight {
        var nextCaller = 0
        var callers: [Int: Int32] = [:]
        var answer: Answer?
    }

    private let lookup: Lookup
    private let flights = Mutex<[Question: FlightBox]>([:])

    private final class FlightBox: Sendable {
        let state = Mutex(Flight())
    }

    init(lookup: @escaping Lookup = Resolver.system) { self.lookup = lookup }

    func resolve(_ waiter: Waiter) throws(TransportFailure) -> [SocketAddress] {
        try waiter.check(during: .resolvingName)
        let question = Question(host: waiter.endpoint.host, port: waiter.endpoint.port)
        let wake = Descriptor(sluice_eventfd())
        guard wake.number >= 0 else {
            throw waiter.failure(.nameNotResolved(detail: systemError(), isTemporary: true))
        }
        let flight = join(question)
        let caller = flight.state.withLock { state -> Int? in
            guard state.answer == nil else { return nil }
            state.nextCaller += 1
            state.callers[state.nextCaller] = wake.number
            return state.nextCaller
        }
        if let caller {
            // Deregistered before `wake` closes: the thread never writes to a descriptor that is another's by then.
            defer { flight.state.withLock { $0.callers[caller] = nil } }
            try waiter.wait(for: POLLIN, on: wake.number, during: .resolvingName)
        }
        switch flight.state.withLock({ $0.answer }) {
        case .success(let addresses) where !addresses.isEmpty: return addresses
        case .success, nil: throw waiter.failure(.nameNotResolved(detail: "it has no address", isTemporary: false))
        case .failure(let problem):
            throw waiter.failure(.nameNotResolved(detail: problem.detail, isTemporary: problem.isTemporary))
        }
    }

    private func join(_ question: Question) -> FlightBox {
        flights.withLock { flights in
            if let running = flights[question] { return running }
            let flight = FlightBox()
            flights[question] = flight
            detachThread { [self] in
                let answer = lookup(question.host, question.port)
                self.flights.withLock { $0[question] = nil }
                flight.state.withLock { state in
                    state.answer = answer
                    var one: UInt64 = 1
                    for wake in state.callers.values { _ = write(wake, &one, MemoryLayout<UInt64>.size) }
                }
            }
            return flight
        }
    }

    /// `EAI_NODATA` of glibc, which Swift does not see: the name exists, and has no address.
    private static let eaiNoData: Int32 = -5

    /// `getaddrinfo(3)`.
    @Sendable static func system(host: String, port: UInt16) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            let detail = code == EAI_SYSTEM ? systemError() : String(cString: gai_strerror(code))
            return .failure(ResolverProblem(detail: detail, isTemporary: ![EAI_NONAME, eaiNoData].contains(code)))
        }
        return .success(SocketAddress.list(list))
    }
}

struct ResolverProblem: Error {
    let detail: String
    let isTemporary: Bool
}
