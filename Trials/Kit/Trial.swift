import Foundation
import Synchronization
import UnixSignals

/// One walk through a live system: a line for each step, and whatever is made on the way is taken away at the end.
package final class Trial: Sendable {
    private typealias CleanUp = @Sendable () async throws -> Void

    private let cleanUps = Mutex<[CleanUp]>([])
    private let interrupts = Mutex(0)
    private let output: @Sendable (String) -> Void

    /// - Parameter output: takes each line; without it they are printed at once.
    package init(output: (@Sendable (String) -> Void)? = nil) {
        self.output = output ?? { line in FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
    }

    /// Walks, then cleans up: after a failure too, and when somebody interrupts it. True where all of it went well.
    ///
    /// A second interrupt ends the program as it stands.
    package func run(_ walk: @escaping @Sendable () async throws -> Void) async -> Bool {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let walking = Task { try await walk() }
        let listening = Task {
            for await _ in signals {
                if interrupts.withLock({
                    $0 += 1; return $0
                }) > 1 {
                    exit(130)
                }
                walking.cancel()
            }
        }
        var isFine = true
        do {
            try await walking.value
        } catch {
            isFine = false
            output("NO  \(interrupts.withLock { $0 } > 0 ? "interrupted" : "\(error)")")
        }
        for cleanUp in cleanUps.withLock({ $0 }).reversed() {
            do {
                try await cleanUp()
            } catch {
                isFine = false
                output("NO  not cleaned up: \(error)")
            }
        }
        listening.cancel()
        output(isFine ? "all of it works" : "not all of it works")
        return isFine
    }

    /// A step that is done.
    package func done(_ step: String) { output("ok  \(step)") }

    /// What somebody has to know, and is no step.
    package func say(_ text: String) { output("    \(text)") }

    /// What to do at the end, before what was asked for earlier.
    package func atEnd(_ cleanUp: @escaping @Sendable () async throws -> Void) {
        cleanUps.withLock { $0.append(cleanUp) }
    }
}

/// Why a trial ended early.
package struct TrialFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A secret of the command line: itself, or `env:NAME`. Throws where the environment does not have it.
package func secret(_ text: String) throws -> String {
    guard text.hasPrefix("env:") else { return text }
    guard let value = ProcessInfo.processInfo.environment[String(text.dropFirst(4))], !value.isEmpty else {
        throw TrialFailure("\(text.dropFirst(4)) is not set in the environment.")
    }
    return value
}
