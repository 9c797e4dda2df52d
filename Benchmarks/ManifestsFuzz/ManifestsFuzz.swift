import Foundation

/// Runs seeded mutations of the golden files through the editors, and proves every edit anew.
///
/// Without `--only` it starts itself as workers and adds up what they counted, so that a crash ends a worker only.
@main
struct ManifestsFuzz {
    static func main() throws {
        let options: Options
        do throws(Options.Problem) {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            if error.isHelp {
                print(Options.usage)
                exit(0)
            }
            FileHandle.standardError.write(Data((error.description + "\n" + Options.usage + "\n").utf8))
            exit(64)
        }
        let corpus = try Corpus(folder: options.golden)
        guard !corpus.isEmpty else {
            FileHandle.standardError.write(Data("\(options.golden) has no golden folder with an edit.\n".utf8))
            exit(64)
        }
        if let number = options.only {
            let isFaulty = Execution(seed: options.seed, number: number, corpus: corpus).explain()
            exit(isFaulty ? 1 : 0)
        }
        if let part = options.worker {
            try Worker(options: options, part: part, corpus: corpus).run()
            return
        }
        let report = try Supervisor(options: options).run()
        print(report)
        exit(report.isMet ? 0 : 1)
    }
}
