/// What the process's exit status says. docs/cli.md lists them.
enum Outcome: Int32, CaseIterable {
    case ok = 0
    case failed = 1
    case usage = 2
    case refused = 3
    case notAuthorised = 4
    case unreachable = 5
    case timedOut = 6
    case wouldChange = 7

    /// One sentence.
    var meaning: String {
        switch self {
        case .ok: "Done."
        case .failed: "Something went wrong, or what was checked is not as it should be."
        case .usage: "The command line is not one that sluice understands."
        case .refused: "The daemon refused: a rule or the state of the stage does not allow it."
        case .notAuthorised: "The token is missing, wrong, or has too small a role."
        case .unreachable: "The daemon does not answer."
        case .timedOut: "What `--wait` waited for did not happen in time; it may still."
        case .wouldChange: "`edit --dry-run`: something would change."
        }
    }
}

/// Why a command ends without success: for a person, and as an exit status.
struct Failure: Error, Equatable, CustomStringConvertible {
    let status: Outcome
    /// Empty where the output has said it all.
    let message: String
    let remedy: String?

    init(_ status: Outcome, _ message: String, remedy: String? = nil) {
        self.status = status
        self.message = message
        self.remedy = remedy
    }

    /// Ends with a status and without a word.
    static func silent(_ status: Outcome) -> Failure { Failure(status, "") }

    var description: String { remedy.map { "\(message)\n\($0)" } ?? message }
}
