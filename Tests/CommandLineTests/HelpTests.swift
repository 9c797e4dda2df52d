import ArgumentParser
import Foundation
import TestServers
import Testing
import WebTestKit

@testable import sluice

@Suite("Help", .serialized)
struct HelpTests {
    @Test("Every command's help prints what its doc comment says", arguments: Sluice.commands.map(\.words))
    func help(words: String) throws {
        let command = try #require(Sluice.commands.first { $0.words == words })
        let help = Sluice.helpMessage(for: command.type, columns: 400)
        #expect(help.contains("OVERVIEW: \(command.type.configuration.abstract)"))
        #expect(help.contains("USAGE: sluice \(words)"))
        let path = "Sources/sluice/Commands/\(command.type).swift"
        let source = try String(contentsOf: repositoryFolder.appendingPathComponent(path), encoding: .utf8)
        #expect(source.contains("\n/// \(command.type.configuration.abstract)\nstruct \(command.type)"))
    }

    @Test("docs/cli.md lists every command")
    func commands() throws {
        let rows = Sluice.commands.map { "| `sluice \($0.words)` | \($0.type.configuration.abstract) |" }
        let table = (["| command | does |", "| --- | --- |"] + rows).joined(separator: "\n") + "\n"
        let page = try page("docs/cli.md", replacing: "commands", with: table)
        #expect(try page == recorded(page, at: "docs/cli.md"))
    }

    @Test("docs/cli.md lists every exit status")
    func status() throws {
        let rows = Outcome.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        let table = (["| status | means |", "| --- | --- |"] + rows).joined(separator: "\n") + "\n"
        let page = try page("docs/cli.md", replacing: "status", with: table)
        #expect(try page == recorded(page, at: "docs/cli.md"))
    }

    @Test("Completions name every command", arguments: [CompletionShell.bash, .zsh, .fish])
    func completions(shell: CompletionShell) {
        let script = Sluice.completionScript(for: shell)
        for command in Sluice.commands {
            for word in command.words.split(separator: " ") { #expect(script.contains(word)) }
        }
    }
}

extension Sluice {
    struct Listed {
        let type: any ParsableCommand.Type
        /// As it is typed, without `sluice`.
        let words: String
    }

    /// Every command that does something, in the order of the help.
    static var commands: [Listed] {
        let top = configuration.groupedSubcommands.flatMap(\.subcommands)
        return top.flatMap { type -> [Listed] in
            let below = type.configuration.subcommands
            let name = name(of: type)
            return below.isEmpty
                ? [Listed(type: type, words: name)]
                : below.map { Listed(type: $0, words: "\(name) \(self.name(of: $0))") }
        }
    }

    private static func name(of type: any ParsableCommand.Type) -> String {
        type.configuration.commandName ?? "\(type)".lowercased()
    }
}
