import Foundation
import Glibc

/// Places at which the crash harness kills the process, to prove that nothing is lost or written twice.
///
/// Does nothing unless the environment variable `SLUICE_CRASH_POINT` names the place when the process starts.
package enum CrashPoint: String, Sendable, CaseIterable {
    case intentSaved
    case effectRecorded
    case handOffRequested

    private static let armed = ProcessInfo.processInfo.environment["SLUICE_CRASH_POINT"].flatMap(CrashPoint.init)

    package func reach() {
        if Self.armed == self { kill(getpid(), SIGKILL) }
    }
}
