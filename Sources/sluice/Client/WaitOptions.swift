import ArgumentParser
import Promotion

/// Whether a command stays until what it asked for has happened.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Stay until the release is live and verified, or has failed.")
    var wait = false

    @Option(help: ArgumentHelp("How long to stay at most: 90s, 30m, 2h.", valueName: "duration"))
    var timeout = WaitLimit(seconds: 1800)

    /// Waits if that was asked for, from the status that the command answered; answers the last one seen.
    func follow(_ stage: StageName, from status: StageStatus, _ client: APIClient) async throws -> StageStatus {
        guard wait, let release = status.next?.release ?? status.current?.release else { return status }
        return try await StageWait(stage: stage, release: release, client: client)
            .run(within: .seconds(timeout.seconds))
    }
}

/// `90s`, `30m`, `2h`, or a number of seconds.
struct WaitLimit: ExpressibleByArgument, Hashable {
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(argument) : argument.dropLast()
        guard let number = Int(digits), (1...86_400).contains(number) else { return nil }
        seconds = number * (unit ?? 1)
    }

    var defaultValueDescription: String { "30m" }
}
