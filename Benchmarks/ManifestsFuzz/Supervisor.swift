import Foundation

/// Starts the workers, waits for them, and finds the input of each that did not come back.
struct Supervisor {
    let options: Options

    func run() throws -> Report {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("manifests-fuzz-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let began = ContinuousClock.now
        let workers = try (0..<options.processes).map { first in
            try start(first, progress: folder.appendingPathComponent("\(first)").path)
        }
        var tally = Tally()
        var crashes: [Report.Crash] = []
        for worker in workers {
            let output = worker.output.fileHandleForReading.readDataToEndOfFile()
            worker.process.waitUntilExit()
            if worker.process.terminationStatus == 0, worker.process.terminationReason == .exit {
                tally.add(try JSONDecoder().decode(Tally.self, from: output))
            } else {
                crashes.append(
                    Report.Crash(
                        number: Progress.read(path: worker.progress), status: worker.process.terminationStatus,
                        isSignal: worker.process.terminationReason == .uncaughtSignal))
            }
        }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        return Report(options: options, tally: tally, crashes: crashes, seconds: seconds)
    }

    private func start(_ first: UInt64, progress: String) throws -> (process: Process, output: Pipe, progress: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = options.arguments(forWorker: first, progress: progress)
        process.standardOutput = output
        try process.run()
        return (process, output, progress)
    }
}
