internal import CCurl
import Foundation
import Synchronization

/// The thread that owns libcurl's multi handle and every transfer on it.
///
/// Other threads put commands into the inbox and wake it; nothing else is shared. It keeps the total deadlines itself,
/// since libcurl does not count the time that a transfer waits for a connection.
final class TransferLoop: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
        case run(UnownedJob)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        /// Whether the thread has to be woken: it takes no more commands before it waits for the network.
        var isAsleep = false
        /// Set by the thread before it frees the multi handle: from then on nobody may wake it.
        var isClosed = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let inbox = Mutex(Inbox())
    /// Only `curl_multi_wakeup` is called on it outside the thread, under the inbox's lock.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    init(_ options: HTTPClient.Options) throws(HTTPFailure) {
        multi = try Self.makeMulti(options)
        let thread = Thread { [self] in
            // The default disposition of SIGPIPE would end the process when OpenSSL writes to a closed socket.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            run()
        }
        thread.name = "http"
        thread.start()
    }

    /// Runs `transfer` to its end. Cancelling the task ends it at once.
    func perform(_ transfer: Transfer) async throws(HTTPFailure) -> HTTPResponse {
        transfer.request.exchange?.onRoom { [weak self, weak transfer] in
            if let transfer { self?.post(.resume(transfer)) }
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.continuation = continuation
                if !post(.start(transfer)) { transfer.finish(.failure(transfer.failure(.shutDown))) }
            }
        } onCancel: {
            post(.cancel(transfer))
        }
        return try result.get()
    }

    func stop() { post(.stop) }

    func stopAndWait() async {
        await withCheckedContinuation { continuation in
            let isOver = inbox.withLock { inbox in
                if !inbox.isClosed { inbox.waitingForEnd.append(continuation) }
                return inbox.isClosed
            }
            if isOver { continuation.resume() } else { stop() }
        }
    }

    /// False if the loop has ended, and `command` will never be carried out.
    @discardableResult
    private func post(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            inbox.commands.append(command)
            if inbox.isAsleep { curl_multi_wakeup(multi) }
            inbox.isAsleep = false
            return true
        }
    }

    private func run() {
        var table = TransferTable(multi)
        var running: Int32 = 0
        var isStopping = false
        while true {
            for command in takeCommands() {
                switch command {
                case .start(let transfer): table.start(transfer)
                case .cancel(let transfer): table.cancel(transfer)
                case .resume(let transfer): table.resume(transfer)
                case .run(let job): job.runSynchronously(on: asUnownedTaskExecutor())
                case .stop: isStopping = true
                }
            }
            if isStopping { return close(&table) }
            curl_multi_perform(multi, &running)
            table.collect()
            let now = ContinuousClock.now
            table.expire(at: now)
            guard sleeps() else { continue }
            let pause = table.nextDeadline.map { min(max(1, $0.milliseconds(after: now)), 60_000) } ?? 60_000
            curl_multi_poll(multi, nil, 0, Int32(pause), nil)
        }
    }

    private func takeCommands() -> [Command] {
        inbox.withLock { inbox in
            defer { inbox.commands = [] }
            inbox.isAsleep = false
            return inbox.commands
        }
    }

    /// Whether there is nothing to do but to wait for the network; commands that come then wake the thread.
    private func sleeps() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.commands.isEmpty
            return inbox.isAsleep
        }
    }

    private func close(_ table: inout TransferTable) {
        let left = inbox.withLock { inbox in
            inbox.isClosed = true
            return inbox
        }
        for command in left.commands {
            switch command {
            case .start(let transfer): transfer.finish(.failure(transfer.failure(.shutDown)))
            case .run(let job): runElsewhere(job)
            case .cancel, .resume, .stop: break
            }
        }
        table.endAll()
        for continuation in left.waitingForEnd { continuation.resume() }
    }

    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    private static func makeMulti(_ options: HTTPClient.Options) throws(HTTPFailure) -> UnsafeMutableRawPointer {
        guard isInitialised, let version = curl_version_info(CURLVERSION_FIRST), let multi = curl_multi_init() else {
            throw HTTPFailure(.invalidRequest("libcurl cannot be initialised"), "HTTP client")
        }
        // Without its own resolver threads libcurl would stop every transfer while one name is looked up.
        guard version.pointee.features & CURL_VERSION_ASYNCHDNS != 0 else {
            curl_multi_cleanup(multi)
            throw HTTPFailure(.invalidRequest("this libcurl resolves names synchronously"), "HTTP client")
        }
        _ = sluice_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = sluice_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, options.keptConnections)
        _ = sluice_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHost)
        return multi
    }
}

/// Tasks may run on the thread itself: one that sends a request after each answer then waits for no other thread.
extension TransferLoop: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !post(.run(job)) { runElsewhere(job) }
    }

    /// A task ends though the thread has: its requests fail.
    private func runElsewhere(_ job: UnownedJob) { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
}

extension ContinuousClock.Instant {
    /// Whole milliseconds, rounded up, so that a wait of that length never ends early.
    func milliseconds(after other: Self) -> Int { Int((other.duration(to: self) / .milliseconds(1)).rounded(.up)) }
}
