internal import Glibc

extension ChildProcess {
    /// What a child came to that was given all its input and had a while to answer.
    struct Answer {
        /// Nil when a signal ended it.
        var status: Int32?
        var output: String
        var errors: String
    }

    /// Gives the child its input and waits for its end. Nil, with the child killed, where the deadline passed.
    func answer(to input: [UInt8], by deadline: Deadline) -> Answer? {
        var rest = input[...]
        var (output, errors) = (CappedText(), CappedText())
        var open = [self.output.number, self.errors.number]
        var isInputOpen = true
        while !open.isEmpty || status == nil {
            guard !deadline.hasPassed else {
                kill()
                return nil
            }
            if isInputOpen { isInputOpen = send(&rest) }
            var descriptors = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            descriptors.append(pollfd(fd: open.isEmpty ? ended : -1, events: Int16(POLLIN), revents: 0))
            descriptors.append(
                pollfd(fd: isInputOpen ? self.input.number : -1, events: Int16(POLLOUT), revents: 0))
            guard poll(&descriptors, nfds_t(descriptors.count), deadline.pollTimeout(cap: 1000)) > 0 else { continue }
            if !drain(self.output.number, into: &output) { open.removeAll { $0 == self.output.number } }
            if !drain(self.errors.number, into: &errors) { open.removeAll { $0 == self.errors.number } }
        }
        return Answer(status: status ?? nil, output: output.text, errors: errors.text)
    }

    /// False once all was sent, or nobody reads it.
    private func send(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(input.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno == EAGAIN { return true } else { break }
        }
        finishInput()
        return false
    }

    /// Takes what is there; false at the end.
    private func drain(_ descriptor: Int32, into text: inout CappedText) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { text.append(buffer[..<count]) } else { return count < 0 && errno == EAGAIN }
        }
    }
}
