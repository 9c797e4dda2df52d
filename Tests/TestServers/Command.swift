import Foundation
import Synchronization

/// What a finished child said.
package struct CommandResult: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
}

package struct CommandFailure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// Runs a program to its end and answers its output; throws when it exits with another status than zero.
@discardableResult
package func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:], input: String? = nil,
    allowFailure: Bool = false
) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try locate(arguments[0]))
    process.arguments = Array(arguments.dropFirst())
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    let standardInput = Pipe()
    process.standardInput = standardInput
    try process.run()
    if let input { try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try standardInput.fileHandleForWriting.close()
    // Both pipes are read at once: a child that fills one while we wait on the other would never end.
    let collected = Mutex(Data())
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        let data = errors.fileHandleForReading.allBytes()
        collected.withLock { $0 = data }
        done.signal()
    }
    let text = output.fileHandleForReading.allBytes()
    done.wait()
    process.waitUntilExit()
    let result = CommandResult(
        status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: collected.withLock { $0 }, as: UTF8.self))
    if result.status != 0, !allowFailure {
        throw CommandFailure(
            description: "\(arguments.joined(separator: " ")) exited \(result.status): \(result.errors)\(result.output)"
        )
    }
    return result
}

extension FileHandle {
    /// What is read until the other side closes. A signal in between ends nothing, as it does Foundation's own reading.
    func allBytes() -> Data { bytes(from: fileDescriptor) }
}

private func bytes(from descriptor: CInt) -> Data {
    var data = Data()
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(descriptor, &piece, piece.count)
        if count > 0 {
            data.append(contentsOf: piece[..<count])
        } else if count == 0 || errno != EINTR {
            return data
        }
    }
}

/// The absolute path of a program, searched in PATH and in the folders of system programs.
package func locate(_ program: String) throws -> String {
    if program.contains("/") { return program }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"] {
        let candidate = folder + "/" + program
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw CommandFailure(description: "\(program) is not installed; scripts/test installs what the tests use")
}
