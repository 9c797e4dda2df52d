import ArgumentParser
import Promotion
import Web

/// A command that asks something of one stage and shows where it stands afterwards.
protocol StageAction: AsyncParsableCommand {
    var stage: StageName { get }
    var server: ServerOptions { get }
    var format: OutputOptions { get }
}

extension StageAction {
    func perform(_ command: StageCommand, _ body: CommandBody = CommandBody(), wait: WaitOptions? = nil) async throws {
        let client = try server.client()
        var status = try await client.perform(command, stage, body)
        if let wait { status = try await wait.follow(stage, from: status, client) }
        try show(status)
    }

    func show(_ status: StageStatus) throws(Failure) {
        try format.show(status) { StatusText(isWide: format.isWide).table(of: [status]).text(for: $0) }
    }
}
