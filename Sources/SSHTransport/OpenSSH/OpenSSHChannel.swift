internal import Glibc

/// A service's stream on the standard streams of a child `ssh`.
final class OpenSSHChannel: GitChannel {
    private static let pendingCap = 4 * 1024 * 1024

    private let child: ChildProcess
    private let command: OpenSSHCommand
    private let key: PrivateKey?
    private var waiter: Waiter
    private var errors = CappedText()
    private var pending = ByteQueue()
    private var hasReceived = false
    private var hasWritten = false
    private var isOutputAtEnd = false
    private var areErrorsAtEnd = false
    private var end: ChannelEnd?

    init(_ child: ChildProcess, _ command: OpenSSHCommand, key: PrivateKey?, _ waiter: Waiter) {
        self.child = child
        self.command = command
        self.key = key
        self.waiter = waiter
    }

    deinit { close() }

    var deadline: Deadline {
        get { waiter.deadline }
        set { waiter.deadline = newValue }
    }

    var remoteErrors: String { errors.text }

    /// Waits until the service speaks or `ssh` gives up; throws what `ssh` says then.
    func waitForService() throws(TransportFailure) {
        while pending.isEmpty, !isOutputAtEnd {
            try receiveOrWait(.runningOpenSSH)
        }
        if isOutputAtEnd, pending.isEmpty, try exitStatus(.runningOpenSSH) == 255 { throw diagnosis() }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int {
        while pending.isEmpty, !isOutputAtEnd {
            try receiveOrWait(.reading)
        }
        if !pending.isEmpty { return pending.take(into: buffer) }
        // A lost connection ends the stream too; only the exit status tells one from the other.
        let status = try exitStatus(.reading)
        if status == 255 { throw diagnosis() }
        if !hasReceived { throw ended() }
        return 0
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try checkOpen(.writing)
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = send(child.input.number, piece.baseAddress, piece.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                hasWritten = true
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try receiveOrWait(.writing, alsoFor: child.input.number)
            } else if errno != EINTR {
                throw try exitStatus(.writing) == 255 ? diagnosis() : ended()
            }
        }
    }

    func finishWriting() throws(TransportFailure) {
        try checkOpen(.writing)
        child.finishInput()
    }

    @discardableResult
    func close() -> ChannelEnd {
        if let end { return end }
        waiter = waiter.limited(to: .seconds(2))
        child.finishInput()
        // What still comes is not wanted, but must be read for `ssh` to end.
        pending = ByteQueue()
        var status: Int32?
        do throws(TransportFailure) {
            while !isOutputAtEnd {
                try receiveOrWait(.reading)
                pending = ByteQueue()
            }
            status = try exitStatus(.reading)
        } catch {
            status = nil
        }
        child.kill()
        let end = ChannelEnd(exitStatus: status == 255 ? nil : status, errors: errors.text)
        self.end = end
        child.input.close()
        child.output.close()
        child.errors.close()
        return end
    }

    /// Takes what has come on both streams, or sleeps until something does or `writable` can be written.
    private func receiveOrWait(
        _ step: TransportFailure.Step, alsoFor writable: Int32? = nil
    ) throws(TransportFailure) {
        try checkOpen(step)
        drainErrors()
        if try receive(step) { return }
        var descriptors: [pollfd] = []
        if !isOutputAtEnd, pending.count < Self.pendingCap {
            descriptors.append(pollfd(fd: child.output.number, events: Int16(POLLIN), revents: 0))
        }
        if !areErrorsAtEnd { descriptors.append(pollfd(fd: child.errors.number, events: Int16(POLLIN), revents: 0)) }
        if let writable { descriptors.append(pollfd(fd: writable, events: Int16(POLLOUT), revents: 0)) }
        try sleep(&descriptors, step)
    }

    /// True if something came, or the end.
    private func receive(_ step: TransportFailure.Step) throws(TransportFailure) -> Bool {
        guard !isOutputAtEnd, pending.count < Self.pendingCap else { return false }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(child.output.number, &buffer, buffer.count, 0)
        if count > 0 {
            hasReceived = true
            pending.append(buffer[..<count])
            return true
        }
        isOutputAtEnd = count == 0 || (errno != EAGAIN && errno != EINTR)
        return isOutputAtEnd
    }

    private func drainErrors() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !areErrorsAtEnd {
            let count = recv(child.errors.number, &buffer, buffer.count, 0)
            if count > 0 {
                errors.append(buffer[..<count])
            } else {
                areErrorsAtEnd = count == 0 || (errno != EAGAIN && errno != EINTR)
                return
            }
        }
    }

    /// Waits for the child's end; nil when a signal ended it.
    private func exitStatus(_ step: TransportFailure.Step) throws(TransportFailure) -> Int32? {
        while true {
            drainErrors()
            if let status = child.status {
                drainErrors()
                return status
            }
            var descriptors = [pollfd(fd: child.ended, events: Int16(POLLIN), revents: 0)]
            if !areErrorsAtEnd {
                descriptors.append(pollfd(fd: child.errors.number, events: Int16(POLLIN), revents: 0))
            }
            try sleep(&descriptors, step)
        }
    }

    private func sleep(_ descriptors: inout [pollfd], _ step: TransportFailure.Step) throws(TransportFailure) {
        switch waiter.wait(&descriptors) {
        case .ready, .paused: return
        case .timedOut:
            child.kill()
            throw waiter.failure(.timedOut(during: step))
        case .cancelled:
            child.kill()
            throw waiter.failure(.cancelled(during: step))
        }
    }

    private func checkOpen(_ step: TransportFailure.Step) throws(TransportFailure) {
        guard end == nil else {
            throw waiter.failure(
                .connectionLost(afterRequestSent: hasWritten, during: step, detail: "the channel is closed"))
        }
    }

    private func diagnosis() -> TransportFailure {
        if command.wasPassphraseWrong, !hasReceived, let key { return waiter.failure(.wrongPassphrase(key: key.name)) }
        return waiter.failure(
            OpenSSHDiagnosis.reason(
                command.messages + errors.text, isEstablished: hasReceived, hasWritten: hasWritten, key: key))
    }

    private func ended() -> TransportFailure {
        let end = close()
        return waiter.failure(.remoteFailed(exitStatus: end.exitStatus, stderr: end.errors))
    }
}
