internal import CCurl

/// The transfers under way; used by the loop's thread alone.
struct TransferTable {
    private let multi: UnsafeMutableRawPointer
    private let sockets = OpenSockets()
    private var live: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Finished handles, reset and ready for another transfer.
    private var spare: [UnsafeMutableRawPointer] = []
    /// No live transfer ends before this; nil while there is none. It may be earlier than the true one, never later.
    private(set) var nextDeadline: ContinuousClock.Instant?

    init(_ multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    mutating func start(_ transfer: Transfer) {
        guard !transfer.isCancelled else { return transfer.finish(.failure(transfer.failure(.cancelled))) }
        guard let easy = spare.popLast() ?? curl_easy_init() else {
            return transfer.finish(.failure(transfer.failure(.connectionRefused("out of memory"))))
        }
        transfer.prepare(easy)
        sockets.follow(easy)
        live[easy] = transfer
        nextDeadline = nextDeadline.map { min($0, transfer.deadline) } ?? transfer.deadline
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            return end(easy, .failure(transfer.failure(.connectionRefused("out of memory"))))
        }
    }

    /// A cancellation may come before the start: the mark on the transfer then stops it there.
    mutating func cancel(_ transfer: Transfer) {
        transfer.isCancelled = true
        guard let easy = transfer.easy else { return }
        if let silence = transfer.request.exchange?.silence {
            sockets.abandonConnection(of: easy, ifSilentFor: silence)
        }
        end(easy, .failure(transfer.failure(.cancelled)))
    }

    /// Goes on with a transfer whose reader had enough.
    func resume(_ transfer: Transfer) {
        if let easy = transfer.easy { curl_easy_pause(easy, CURLPAUSE_CONT) }
    }

    /// Answers every transfer that libcurl has finished.
    mutating func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = live[easy]
            else { continue }
            end(easy, transfer.result(sluice_message_result(message)))
        }
    }

    /// Ends every transfer whose total deadline has come.
    mutating func expire(at now: ContinuousClock.Instant) {
        guard let earliest = nextDeadline, earliest <= now else { return }
        for (easy, transfer) in live where transfer.deadline <= now {
            let failure = transfer.timeout
            sockets.abandonConnection(of: easy, ifSilentFor: transfer.request.deadline / 2)
            end(easy, .failure(failure))
        }
        nextDeadline = live.values.map(\.deadline).min()
    }

    /// Ends every transfer because the client is shut down, closes all connections and frees all handles, libcurl's own
    /// too.
    mutating func endAll() {
        for (easy, transfer) in live { end(easy, .failure(transfer.failure(.shutDown))) }
        for easy in spare { curl_easy_cleanup(easy) }
        spare = []
        withExtendedLifetime(sockets) { _ = curl_multi_cleanup(multi) }
    }

    private mutating func end(_ easy: UnsafeMutableRawPointer, _ result: Result<HTTPResponse, HTTPFailure>) {
        guard let transfer = live.removeValue(forKey: easy) else { return }
        curl_multi_remove_handle(multi, easy)
        curl_easy_reset(easy)
        transfer.release()
        if spare.count < 64 { spare.append(easy) } else { curl_easy_cleanup(easy) }
        if live.isEmpty { nextDeadline = nil }
        transfer.finish(result)
    }
}
