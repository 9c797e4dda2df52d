import Promotion

/// Makes texts fit a host, by leaving out sections in a fixed order.
struct Fitting: Sendable {
    let facts: MergeRequestFacts
    let host: ForgeCapabilities

    /// The longest version of a text that fits with its marker, marked; nil where none does.
    func fit(_ kind: MergeRequestMarker.Kind, _ write: (Portions) -> String) -> String? {
        let room = host.bodyLimit - MergeRequestMarker.length(kind, facts.promotion)
        var portions = Portions()
        var text = write(portions)
        for reduce in Portions.reductions where text.utf16.count > room {
            reduce(&portions)
            text = write(portions)
        }
        return text.utf16.count > room ? nil : MergeRequestMarker.mark(text, kind, of: facts.promotion)
    }

    /// What stands where nothing else fits. No host has so little room.
    func nothing(_ kind: MergeRequestMarker.Kind) -> String {
        MergeRequestMarker.mark("This host has no room for Sluice’s text.", kind, of: facts.promotion)
    }

    /// What is said in a text where parts of it had to be left out.
    func note(_ portions: Portions, _ markdown: Markdown) -> Section {
        guard portions != Portions() else { return Section([]) }
        let missing = portions.missing.isEmpty ? "" : ": \(portions.missing.joined(separator: ", "))"
        let command = markdown.code("sluice plan \(facts.stage)")
        return Section([
            "Shortened, because this host takes at most \(host.bodyLimit) characters\(missing). \(command) shows all edits."
        ])
    }
}
