import Configurations
import Foundation
import Glibc
import Logging
import Synchronization

/// Writes each message as one line to standard error.
struct LineLogHandler: LogHandler {
    enum Format: Sendable { case text, json }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: Format
    private let write: @Sendable (String) -> Void

    init(_ format: Format, level: Logger.Level, write: @escaping @Sendable (String) -> Void = writeToStandardError) {
        self.format = format
        self.write = write
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = LogLine(
            date: Date(), level: event.level, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { $1 })
        switch format {
        case .text: write(line.text)
        case .json: write(line.json)
        }
    }
}

extension Logger {
    /// The daemon's logger as it is configured: `auto` means text on a terminal and JSON otherwise.
    init(_ settings: LogSettings) {
        let format: LineLogHandler.Format =
            switch settings.format {
            case .text: .text
            case .json: .json
            case .auto: isatty(STDERR_FILENO) == 1 ? .text : .json
            }
        let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        self.init(label: "sluice") { _ in LineLogHandler(format, level: level) }
    }
}

/// Whole lines, however many threads write.
private let standardError = Mutex(())

@Sendable func writeToStandardError(_ line: String) {
    standardError.withLock { _ in _ = writeAll(line + "\n", to: STDERR_FILENO) }
}
