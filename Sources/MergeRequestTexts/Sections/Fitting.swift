import Promotion

/// Makes texts fit a host, by leaving out sections in a fixed order.
struct Fitting: Sendable {
    let facts: MergeRequestFacts
    let host: ForgeCapabilities

    /// The longest version of a text that fits with its marker, marked; nil where none does.
    func fit(_ kind: MergeRequestMarker.Kind, _ write: (Portions) -> String) -> String? {
        let room = limit(kind) - MergeRequestMarker.length(kind, facts.promotion)
        var portions = Portions()
        var text = write(portions)
        for reduce in Portions.reductions where text.utf16.count > room {
            reduce(&portions)
            text = write(portions)
        }
        return text.utf16.count > room ? nil : MergeRequestMarker.mark(text, kind, of: facts.promotion)
    }

    /// A comment goes out with the forge's own marker above it. Text that the forge had to cut could open what it does not
    /// close.
    private func limit(_ kind: MergeRequestMarker.Kind) -> Int {
        kind == .body ? host.bodyLimit : host.commentLimit - Self.forgeMarker
    }

    /// UTF-16 units that a forge's marker and its empty line take at most.
    private static let forgeMarker = 100

    /// What stands where nothing else fits. No host has so little room.
    func nothing(_ kind: MergeRequestMarker.Kind) -> String {
        MergeRequestMarker.mark("This host has no room for Sluice’s text.", kind, of: facts.promotion)
    }

    /// What is said in a text where parts of it had to be left out.
    func note(_ kind: MergeRequestMarker.Kind, _ portions: Portions, _ markdown: Markdown) -> Section {
        let limit = kind == .body ? host.bodyLimit : host.commentLimit
        guard portions != Portions() else { return Section([]) }
        let missing = portions.missing.isEmpty ? "" : ": \(portions.missing.joined(separator: ", "))"
        let command = markdown.command("sluice plan \(facts.stage)")
        return Section([
            "Shortened, because this host takes at most \(limit) characters\(missing). \(command) shows all edits."
        ])
    }
}
