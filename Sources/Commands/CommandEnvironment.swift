package import Promotion

/// All that a program of the configuration is told, and none of the daemon's secrets.
package enum CommandEnvironment {
    /// `PATH`, `HOME` and `LANG` of the daemon's `environment`, and the variables `SLUICE_*` that say what it is about.
    package static func variables(of request: HandOff, in environment: [String: String]) -> [String: String] {
        var variables = [
            "PATH": environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "SLUICE_REVISION": request.revision.hex,
            "SLUICE_PIPELINE": request.stage.pipeline,
            "SLUICE_ENVIRONMENT": request.stage.environment,
            "SLUICE_RELEASE": request.release.id.hex,
            "SLUICE_PROMOTION": request.promotion.hex,
        ]
        for name in ["HOME", "LANG"] { variables[name] = environment[name] }
        return variables
    }
}

extension ChildProcess.End {
    /// How a program ended that has not done what was asked, with its last words; nil for exit status 0.
    package func failure(of arguments: [String], within deadline: Double) -> String? {
        if case .exited(0) = status { return nil }
        let lines = output.lastLines
        let words = lines.isEmpty ? " and wrote nothing" : "; its last output:\n\(lines)"
        let outcome =
            switch status {
            case .exited(let code): "exited with status \(code)"
            case .killed(let signal): "was killed by signal \(signal)"
            case .overdue: "did not end within \(deadline) seconds and was killed"
            }
        return "\(arguments.first ?? "The command") \(outcome)\(words)"
    }
}
