package import Promotion

/// Writes just enough for a judge to tell what the engine wanted said.
package struct PlainWriter: MergeRequestWriter {
    package init() {}

    package func title(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String {
        "Promote \(facts.stage.pipeline) to \(facts.release.title) in \(facts.stage.environment)"
    }

    package func body(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String {
        MergeRequestMarker.mark(words(facts), .body, of: facts.promotion)
    }

    package func comment(_ facts: MergeRequestFacts, for host: ForgeCapabilities) -> String {
        MergeRequestMarker.mark("\(facts.progress)\n\n\(words(facts))", .comment, of: facts.promotion)
    }

    package func closingComment(
        _ facts: MergeRequestFacts, ending: MergeRequestEnding, for host: ForgeCapabilities
    ) -> String {
        MergeRequestMarker.mark("\(ending)", .closing, of: facts.promotion)
    }

    private func words(_ facts: MergeRequestFacts) -> String {
        (facts.edits.map { "\($0.file) \($0.place): \($0.old) -> \($0.new)" } + facts.waiting.map(\.message))
            .joined(separator: "\n\n")
    }
}
