import ArgumentParser
import Web

/// Promote a release into a stage, though it is not the next one, was refused there, or the policy would choose another.
struct Promote: StageAction {
    static let configuration = CommandConfiguration(
        abstract: """
            Promote a release into a stage, though it is not the next one, was refused there, or the policy would choose \
            another.
            """,
        discussion: "Every gate applies: what it waits for is what `sluice status` says afterwards.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Argument(help: "Tags to make a release of, as source=tag; other sources keep the newest release's.")
    var tags: [SourceTag] = []

    @Option(help: "The release: its number, the beginning of its id, or a tag.")
    var release: String?

    @OptionGroup var waiting: WaitOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        guard (release == nil) != tags.isEmpty else {
            throw ValidationError("Name what to promote: --release, or source=tag for one source or more.")
        }
        let names = tags.map(\.source)
        guard Set(names).count == names.count else { throw ValidationError("A source is named twice.") }
    }

    func run() async throws {
        let chosen = Dictionary(tags.map { ($0.source, $0.tag) }, uniquingKeysWith: { $1 })
        try await perform(
            .promote, CommandBody(release: release, tags: chosen.isEmpty ? nil : chosen), wait: waiting)
    }
}

/// `source=tag`.
struct SourceTag: ExpressibleByArgument, Hashable {
    let source: String
    let tag: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        source = String(argument[..<sign])
        tag = String(argument[argument.index(after: sign)...])
        if tag.isEmpty { return nil }
    }
}
