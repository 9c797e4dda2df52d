import ArgumentParser

/// Print a script that completes sluice's commands and options in a shell.
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a script that completes sluice's commands and options in a shell.",
        discussion: "For bash: sluice completions bash > /etc/bash_completion.d/sluice")

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        fileprivate var shell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws { try writeToStandardOutput(Sluice.completionScript(for: shell.shell) + "\n") }
}
