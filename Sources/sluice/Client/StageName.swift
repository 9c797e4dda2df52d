import ArgumentParser

/// A stage as people write it: `pipeline/environment`.
struct StageName: ExpressibleByArgument, Hashable, CustomStringConvertible {
    let pipeline: String
    let environment: String

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        pipeline = String(parts[0])
        environment = String(parts[1])
    }

    var description: String { "\(pipeline)/\(environment)" }
}
