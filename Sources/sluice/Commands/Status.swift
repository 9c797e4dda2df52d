import ArgumentParser
import Foundation
import Promotion
import Web

/// Show where every stage stands, and in one sentence why it stands there.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where every stage stands, and in one sentence why it stands there.")

    @Argument(help: "A pipeline, or a stage as pipeline/environment; everything without it.")
    var subject: String?

    @Flag(name: .shortAndLong, help: "Show it again whenever something changes, until Ctrl-C.")
    var watch = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let client = try server.client()
        guard watch else { return try await show(try await pipelines(client), client) }
        var revision = -1
        var shown: [PipelineStatus]?
        while true {
            revision = try await client.change(after: revision)
            let pipelines = try await pipelines(client)
            guard pipelines != shown else { continue }
            shown = pipelines
            // ECMA-48: home, and erase what is below.
            if Terminal.standardOutput.width != nil { try writeToStandardOutput("\u{1B}[H\u{1B}[2J") }
            try await show(pipelines, client)
        }
    }

    private func show(_ pipelines: [PipelineStatus], _ client: APIClient) async throws {
        try format.show(pipelines) { StatusText(isWide: format.isWide).text(of: pipelines, for: $0) }
        // Not ready, or an old configuration in force: that matters to whoever reads this.
        for problem in (try? await client.readiness())?.problems ?? [] {
            writeToStandardError("warning: \(printable(problem))")
        }
    }

    private func pipelines(_ client: APIClient) async throws -> [PipelineStatus] {
        guard let subject else { return try await client.pipelines() }
        guard let stage = StageName(argument: subject) else { return [try await client.pipeline(subject)] }
        var pipeline = try await client.pipeline(stage.pipeline)
        pipeline.stages = [try await client.stage(stage)]
        return [pipeline]
    }
}
