import CGit2
import SSHTransport

/// libgit2's smart protocol over our channels: its table of callbacks, with one of our objects behind each table.
enum Subtransport {
    /// For `git_remote_callbacks.transport`; the payload is a `FetchContext`, unretained.
    static let factory: git_transport_cb = { transport, owner, payload in
        var definition = git_smart_subtransport_definition(callback: make, rpc: 0, param: payload)
        return git_transport_smart(transport, owner, &definition)
    }

    /// The stream of one connection and the fetch that it belongs to.
    private final class Connection {
        let context: FetchContext
        let channel: any GitChannel

        init(_ context: FetchContext, _ channel: any GitChannel) {
            self.context = context
            self.channel = channel
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
                    let stream = Self.stream(for: Connection(state.context, try state.context.channel()), transport)
                    state.stream = stream
                    result.pointee = stream
                    return 0
                } catch {
                    return state.context.fail(error)
                }
            case GIT_SERVICE_UPLOADPACK:
                result.pointee = state.stream
                return state.stream == nil ? GIT_ERROR.rawValue : 0
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
                count.pointee = try connection.channel.read(
                    into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
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
            Unmanaged<Connection>.fromOpaque(table.pointee.context).takeRetainedValue().channel.close()
            table.deallocate()
        }
        return UnsafeMutableRawPointer(table).assumingMemoryBound(to: git_smart_subtransport_stream.self)
    }
}
