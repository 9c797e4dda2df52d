/// What a template can stand for. docs/merge-requests.md has the same list; a test compares them.
struct TemplateNames: Sendable {
    /// A name, and what it stands for.
    struct Entry: Sendable, Hashable {
        var name: String
        var meaning: String

        init(_ name: String, _ meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    var values: [Entry]
    var lists: [(list: Entry, fields: [Entry])]

    init(_ purpose: MergeRequestTemplate.Purpose) {
        values = Self.values + (purpose == .body ? Self.parts : [])
        lists = Self.lists
    }

    func fields(of list: String) -> [String]? { lists.first { $0.list.name == list }?.fields.map(\.name) }

    static let values: [Entry] = [
        .init("pipeline", "The pipeline's name."), .init("environment", "The environment's name."),
        .init("stage", "`pipeline/environment`, as commands take it."),
        .init("verb", "`Promote` or `Roll back`."), .init("rollback", "A section for rollbacks."),
        .init("release", "The release's title: its tags."), .init("releaseId", "The release's id, twelve digits."),
        .init("promotion", "The promotion's id, twelve digits."),
        .init("plan", "The hash of the edits, for `sluice approve --plan`."),
        .init("requestedBy", "Who asked for it; missing where it came by itself."),
        .init("address", "Where Sluice shows it; missing without `publicURL`."),
    ]

    /// Whole parts of Sluice's own text, as Markdown; in a body only.
    static let parts: [Entry] = [
        .init("headline", "One sentence: what goes where."),
        .init("movesText", "Sluice's part “What moves”."), .init("changesText", "Sluice's part “Changes”."),
        .init("editsText", "Sluice's part “Edits”."), .init("runsInText", "Sluice's part “Runs already in”."),
        .init("gatesText", "Sluice's part “Gates”."), .init("actingText", "Sluice's part “What you can do”."),
        .init("note", "What was left out to fit the host; put it somewhere."),
    ]

    static let lists: [(list: Entry, fields: [Entry])] = [
        (
            .init("moves", "The sources that get another version."),
            [
                .init("source", "The source."), .init("repository", "Its repository."),
                .init("from", "The tag before; missing where it is not known."), .init("to", "The tag."),
                .init("digest", "The digest, short."),
            ]
        ),
        (
            .init("changes", "The commits of the applications, newest first, of all sources."),
            [
                .init("source", "The source."), .init("subject", "The subject, or the merge request's title."),
                .init("author", "Who wrote it."), .init("commit", "The commit; in a body linked where possible."),
                .init("mergeRequest", "The merge request; missing where the message names none."),
                .init("at", "When it was committed."),
            ]
        ),
        (
            .init("edits", "The values that change."),
            [
                .init("file", "The file."), .init("place", "The place in it."), .init("old", "The value before."),
                .init("new", "The value."),
            ]
        ),
        (
            .init("runsIn", "The other stages that run this release."),
            [
                .init("environment", "The stage's environment."), .init("since", "Since when."),
                .init("verified", "When it was verified; missing where it was not."),
            ]
        ),
        (
            .init("waiting", "The gates that are closed."),
            [.init("message", "What is waited for."), .init("until", "Until when, where that is known.")]
        ),
        (.init("passed", "The gates that are open."), [.init("message", "What has passed.")]),
        (
            .init("approvals", "The approvals that count."),
            [.init("by", "Who approved."), .init("at", "When.")]
        ),
    ]
}
