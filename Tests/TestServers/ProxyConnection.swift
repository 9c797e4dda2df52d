import Foundation
import Glibc

/// What the connections of a `CuttingProxy` share; everything under its condition.
final class ProxyState: @unchecked Sendable {
    let condition = NSCondition()
    var behaviour = CuttingProxy.Behaviour.forward
    var accepted = 0
    var transferred = [0, 0]
    private var connections: [ProxyConnection] = []
    private var isListening = true

    func behaviourForNext() -> CuttingProxy.Behaviour {
        condition.withLock {
            accepted += 1
            transferred = [0, 0]
            condition.broadcast()
            return behaviour
        }
    }

    func wait(_ seconds: Double, until isReached: (ProxyState) -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while !isReached(self) {
                guard condition.wait(until: end) else { return isReached(self) }
            }
            return true
        }
    }

    func add(_ connection: ProxyConnection) { condition.withLock { connections.append(connection) } }

    func cutAll() {
        let all = condition.withLock {
            defer { connections = [] }
            return connections
        }
        for connection in all { connection.cut() }
    }

    /// True for the first caller only.
    func takeListener() -> Bool {
        condition.withLock {
            defer { isListening = false }
            return isListening
        }
    }
}

/// One proxied connection; its sockets close with the last pump.
final class ProxyConnection: @unchecked Sendable {
    private let client: Int32
    private let server: Int32
    private let behaviour: CuttingProxy.Behaviour
    private let state: ProxyState
    private var isCut = false
    private var isStalled = false

    init(client: Int32, server: Int32, behaviour: CuttingProxy.Behaviour, state: ProxyState) {
        self.client = client
        self.server = server
        self.behaviour = behaviour
        self.state = state
    }

    deinit {
        close(client)
        close(server)
    }

    func cut() {
        state.condition.withLock {
            isCut = true
            state.condition.broadcast()
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    /// Moves data one way until its end.
    func pump(_ direction: CuttingProxy.Direction) {
        let (from, to) = direction == .toServer ? (client, server) : (server, client)
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            if case .delay(let milliseconds) = behaviour { poll(nil, 0, milliseconds) }
            let limit = limit(direction)
            let allowed = limit.map { min(count, max(0, $0 - transferred(direction))) } ?? count
            // Counted first: who has the bytes may already look at the count.
            state.condition.withLock {
                state.transferred[direction.rawValue] += allowed
                state.condition.broadcast()
            }
            guard sendAll(to, buffer[..<allowed]) else { break }
            if let limit, transferred(direction) >= limit { misbehave() }
            waitWhileStalled()
        }
        shutdown(to, Int32(SHUT_WR))
    }

    /// The number of bytes that go that way before the connection misbehaves.
    private func limit(_ direction: CuttingProxy.Direction) -> Int? {
        switch behaviour {
        case .stall(let limit, direction), .cut(let limit, direction): limit
        default: nil
        }
    }

    private func transferred(_ direction: CuttingProxy.Direction) -> Int {
        state.condition.withLock { state.transferred[direction.rawValue] }
    }

    private func misbehave() {
        if case .stall = behaviour {
            state.condition.withLock { isStalled = true }
        } else {
            cut()
        }
    }

    private func waitWhileStalled() {
        state.condition.withLock {
            while isStalled, !isCut { state.condition.wait() }
        }
    }

    private func sendAll(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
