import CGit2
import SSHTransport

/// libgit2's smart protocol over our channels: its table of callbacks, with one of our objects behind each table.
enum Subtransport {
    /// For `git_remote_callbacks.transport`; the payload is a `FetchContext`, unretained.
    ///
    /// Opens the channel: libgit2 wants to know here whether the server will remember the conversation (`rpc`).
    static let factory: git_transport_cb = { transport, owner, payload in
        guard let payload else { return GIT_ERROR.rawValue }
        let context = Unmanaged<FetchContext>.fromOpaque(payload).takeUnretainedValue()
        do {
            let isStateless = try context.channel().isStateless
            var definition = git_smart_subtransport_definition(
                callback: make, rpc: isStateless ? 1 : 0, param: payload)
            return git_transport_smart(transport, owner, &definition)
        } catch {
            return context.fail(error)
        }
    }

    /// What a stateless service's advertisement begins with, which the channel has taken off and libgit2 expects.
    private static let announcement = PacketLine.encode("# service=git-upload-pack\n") + PacketLine.flush

    /// One stream of libgit2's, and the fetch that it belongs to.
    private final class Connection {
        let context: FetchContext
        let channel: any GitChannel
        /// Read before what the channel has.
        private var first: ArraySlice<UInt8>

        init(_ context: FetchContext, first: [UInt8] = []) throws {
            self.context = context
            self.channel = try context.channel()
            self.first = first[...]
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            guard !first.isEmpty else { return try channel.read(into: buffer) }
            let count = min(first.count, buffer.count)
            buffer.copyBytes(from: first.prefix(count))
            first = first.dropFirst(count)
            return count
        }

        static func behind(_ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) -> Connection? {
            guard let stream else { return nil }
            let table = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: sluice_substream.self)
            return Unmanaged<Connection>.fromOpaque(table.pointee.context).takeUnretainedValue()
        }
    }

    /// One `git_smart_subtransport`; the stream is libgit2's to free.
    private final class State {
        let context: FetchContext
        var stream: UnsafeMutablePointer<git_smart_subtransport_stream>?

        init(_ context: FetchContext) { self.context = context }

        static func behind(_ transport: UnsafeMutablePointer<git_smart_subtransport>?) -> State? {
            guard let transport else { return nil }
            let table = UnsafeMutableRawPointer(transport).assumingMemoryBound(to: sluice_subtransport.self)
            return Unmanaged<State>.fromOpaque(table.pointee.context).takeUnretainedValue()
        }
    }

    private static let make: git_smart_subtransport_cb = { result, _, param in
        guard let result, let param else { return GIT_ERROR.rawValue }
        let context = Unmanaged<FetchContext>.fromOpaque(param).takeUnretainedValue()
        let table = UnsafeMutablePointer<sluice_subtransport>.allocate(capacity: 1)
        table.initialize(to: sluice_subtransport())
        table.pointee.context = Unmanaged.passRetained(State(context)).toOpaque()
        table.pointee.parent.action = action
        table.pointee.parent.close = { transport in
            State.behind(transport)?.stream = nil
            return 0
        }
        table.pointee.parent.free = { transport in
            guard let transport else { return }
            let table = UnsafeMutableRawPointer(transport).assumingMemoryBound(to: sluice_subtransport.self)
            Unmanaged<State>.fromOpaque(table.pointee.context).release()
            table.deallocate()
        }
        result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: git_smart_subtransport.self)
        return 0
    }

    private static let action:
        @convention(c) (
            UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
            UnsafeMutablePointer<git_smart_subtransport>?, UnsafePointer<CChar>?, git_smart_service_t
        ) -> Int32 = { result, transport, _, service in
            guard let result, let state = State.behind(transport) else { return GIT_ERROR.rawValue }
            switch service {
            case GIT_SERVICE_UPLOADPACK_LS:
                do {
                    let isStateless = try state.context.channel().isStateless
                    let connection = try Connection(state.context, first: isStateless ? announcement : [])
                    // A stateless one is let go after each answer.
                    let stream = Self.stream(for: connection, transport)
                    if !isStateless { state.stream = stream }
                    result.pointee = stream
                    return 0
                } catch {
                    return state.context.fail(error)
                }
            case GIT_SERVICE_UPLOADPACK:
                do {
                    result.pointee =
                        try state.stream ?? Self.stream(for: Connection(state.context), transport)
                    return 0
                } catch {
                    return state.context.fail(error)
                }
            default:
                // Pushes speak receive-pack themselves.
                return GIT_ERROR.rawValue
            }
        }

    private static func stream(
        for connection: Connection, _ transport: UnsafeMutablePointer<git_smart_subtransport>?
    ) -> UnsafeMutablePointer<git_smart_subtransport_stream> {
        let table = UnsafeMutablePointer<sluice_substream>.allocate(capacity: 1)
        table.initialize(to: sluice_substream())
        table.pointee.context = Unmanaged.passRetained(connection).toOpaque()
        table.pointee.parent.subtransport = transport
        table.pointee.parent.read = { stream, buffer, size, count in
            guard let connection = Connection.behind(stream), let count else { return GIT_ERROR.rawValue }
            do {
                count.pointee = try connection.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
                // libgit2's own reader takes an end for an error only now and then.
                return count.pointee > 0
                    ? 0 : connection.context.fail(EndedEarly(serverWords: connection.channel.remoteErrors.printable))
            } catch {
                return connection.context.fail(error)
            }
        }
        table.pointee.parent.write = { stream, buffer, size in
            guard let connection = Connection.behind(stream) else { return GIT_ERROR.rawValue }
            do {
                try connection.channel.write(UnsafeRawBufferPointer(start: buffer, count: size))
                return 0
            } catch {
                return connection.context.fail(error)
            }
        }
        table.pointee.parent.free = { stream in
            guard let stream else { return }
            let table = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: sluice_substream.self)
            Unmanaged<Connection>.fromOpaque(table.pointee.context).release()
            table.deallocate()
        }
        return UnsafeMutableRawPointer(table).assumingMemoryBound(to: git_smart_subtransport_stream.self)
    }
}
