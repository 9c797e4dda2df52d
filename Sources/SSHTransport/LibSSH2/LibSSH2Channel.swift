internal import CSSH2

/// A service's stream on a channel of a `LibSSH2Session`.
final class LibSSH2Channel: GitChannel {
    private static let pendingCap = 4 * 1024 * 1024

    private let session: LibSSH2Session
    private let channel: OpaquePointer
    private var waiter: Waiter
    private var errors = CappedText()
    /// What arrived while we were writing.
    private var pending = ByteQueue()
    private var hasReceived = false
    private var hasWritten = false
    private var hasFinishedWriting = false
    private var end: ChannelEnd?

    init(_ channel: OpaquePointer, on session: LibSSH2Session, _ waiter: Waiter) {
        self.channel = channel
        self.session = session
        self.waiter = waiter
    }

    deinit { close() }

    var deadline: Deadline {
        get { waiter.deadline }
        set { waiter.deadline = newValue }
    }

    var remoteErrors: String { errors.text }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int {
        if !pending.isEmpty { return pending.take(into: buffer) }
        while true {
            if let count = try receive(into: buffer, .reading) { return count }
            try session.wait(.reading, waiter, afterRequestSent: hasWritten)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try checkOpen(.writing)
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = libssh2_channel_write_ex(
                channel, 0, piece.baseAddress?.assumingMemoryBound(to: CChar.self), piece.count)
            if count > 0 {
                hasWritten = true
                rest = rest.dropFirst(count)
            } else if count == 0 || count == Int(LIBSSH2_ERROR_EAGAIN) {
                // A half-sent packet must be finished before anything else is asked of the library.
                let gotSome = session.isSending ? false : try receiveMeanwhile()
                if !gotSome { try session.wait(.writing, waiter, afterRequestSent: hasWritten) }
            } else {
                throw lost(Int32(count), .writing)
            }
        }
    }

    func finishWriting() throws(TransportFailure) {
        guard !hasFinishedWriting, end == nil else { return }
        let channel = channel
        try session.run(.writing, waiter) { _ in libssh2_channel_send_eof(channel) }
        hasFinishedWriting = true
    }

    @discardableResult
    func close() -> ChannelEnd {
        if let end { return end }
        var status: Int32?
        if session.isAlive {
            waiter = waiter.limited(to: .seconds(2))
            do {
                status = try finish()
            } catch {
                session.drop()
            }
        }
        let end = ChannelEnd(exitStatus: status, errors: errors.text)
        self.end = end
        session.channelEnded()
        return end
    }

    /// Reads what the library has; nil when there is nothing yet, 0 at the end.
    private func receive(
        into buffer: UnsafeMutableRawBufferPointer, _ step: TransportFailure.Step
    ) throws(TransportFailure) -> Int? {
        // Any read may queue packets of the other streams, and the socket says nothing of those: the queue is looked at
        // before anybody sleeps. Once without progress is a race, more is a server that sends what nobody reads.
        var fruitless = 0
        while fruitless < 3 {
            try checkOpen(step)
            let count = libssh2_channel_read_ex(
                channel, 0, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
            if count > 0 {
                hasReceived = true
                return count
            }
            guard count == 0 || count == Int(LIBSSH2_ERROR_EAGAIN) else { throw lost(Int32(count), step) }
            // Unread packets of standard error hide the end of the stream.
            let drained = try drainErrors(step)
            if libssh2_channel_eof(channel) != 0 {
                if !hasReceived { throw endedSilently() }
                return 0
            }
            if drained { continue }
            if libssh2_poll_channel_read(channel, 1) == 0 { return nil }
            fruitless += 1
        }
        session.drop()
        throw waiter.failure(
            .protocolError(during: step, detail: "the server sends data on a stream that nobody reads"))
    }

    /// While the server does not take our bytes: keeps what it sends. True if anything came.
    private func receiveMeanwhile() throws(TransportFailure) -> Bool {
        guard pending.count < Self.pendingCap else { return false }
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        while true {
            let count = try receive(into: &buffer)
            if let count {
                guard count > 0 else { throw endedSilently() }
                pending.append(buffer[..<count])
                return true
            }
            // Making room in the window sends a packet, which must be finished before we write again.
            guard session.isSending else { return false }
            try session.wait(.writing, waiter, afterRequestSent: hasWritten)
        }
    }

    private func receive(into bytes: inout [UInt8]) throws(TransportFailure) -> Int? {
        let result = bytes.withUnsafeMutableBytes { buffer -> Result<Int?, TransportFailure> in
            do throws(TransportFailure) { return .success(try receive(into: buffer, .writing)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Reads standard error dry; true if anything came.
    private func drainErrors(_ step: TransportFailure.Step) throws(TransportFailure) -> Bool {
        var buffer = [CChar](repeating: 0, count: 4096)
        var any = false
        while true {
            let count = libssh2_channel_read_ex(channel, SSH_EXTENDED_DATA_STDERR, &buffer, buffer.count)
            guard count >= 0 || count == Int(LIBSSH2_ERROR_EAGAIN) else { throw lost(Int32(count), step) }
            if count <= 0 { return any }
            any = true
            errors.append(buffer[..<count].map { UInt8(bitPattern: $0) })
        }
    }

    /// The orderly end: waits for the service's own, so that the server tells its exit status, then closes our side.
    private func finish() throws(TransportFailure) -> Int32? {
        let channel = channel
        if libssh2_channel_eof(channel) == 0 { try finishWriting() }
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        hasReceived = true
        while true {
            switch try receive(into: &buffer) {
            case nil: try session.wait(.reading, waiter, afterRequestSent: hasWritten)
            case 0: return try exitStatus()
            default: continue
            }
        }
    }

    private func exitStatus() throws(TransportFailure) -> Int32? {
        let channel = channel
        try session.run(.reading, waiter) { _ in libssh2_channel_wait_closed(channel) }
        let status = libssh2_channel_get_exit_status(channel)
        var signal: UnsafeMutablePointer<CChar>?
        var length = 0
        libssh2_channel_get_exit_signal(channel, &signal, &length, nil, nil, nil, nil)
        session.release(signal)
        // How the service ended is known by now, even if the server has closed the connection together with it.
        do {
            try session.run(.reading, waiter) { _ in libssh2_channel_free(channel) }
        } catch {
            session.drop()
        }
        return signal == nil ? status : nil
    }

    /// The failure of a service that ended before it said anything, or before it took what we wrote.
    private func endedSilently() -> TransportFailure {
        let end = close()
        return waiter.failure(.remoteFailed(exitStatus: end.exitStatus, stderr: end.errors))
    }

    private func checkOpen(_ step: TransportFailure.Step) throws(TransportFailure) {
        guard end == nil, session.isAlive else {
            throw waiter.failure(
                .connectionLost(afterRequestSent: hasWritten, during: step, detail: "the channel is closed"))
        }
        do {
            try waiter.check(during: step)
        } catch {
            session.drop()
            throw error
        }
    }

    private func lost(_ code: Int32, _ step: TransportFailure.Step) -> TransportFailure {
        session.failure(code, step, waiter, afterRequestSent: hasWritten)
    }
}
