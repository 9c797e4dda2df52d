import Foundation

/// The trailers by which a commit tells which promotion made it; what a lost database is rebuilt from.
package struct PromotionTrailers: Sendable, Hashable {
    package var promotion: PromotionID
    package var stage: StageID
    package var release: Release
    /// Why the stage is held since this promotion: a rollback's commit stays a hold.
    package var hold: String?

    package init(promotion: PromotionID, stage: StageID, release: Release, hold: String? = nil) {
        self.promotion = promotion
        self.stage = stage
        self.release = release
        self.hold = hold
    }

    /// In the order in which they are written.
    package var lines: [CommitTrailers.Trailer] {
        var lines: [CommitTrailers.Trailer] = [
            .init(key: "Sluice-Promotion", value: promotion.hex),
            .init(key: "Sluice-Pipeline", value: stage.pipeline),
            .init(key: "Sluice-Stage", value: stage.environment),
            .init(key: "Sluice-Release", value: release.id.hex),
            .init(key: "Sluice-Release-Number", value: String(release.number)),
        ]
        for artifact in release.artifacts {
            lines.append(
                .init(key: "Sluice-Artifact", value: "\(artifact.source)=\(artifact.reference)".oneLine(limit: 1000)))
        }
        // A person's words: none of them closes an issue or calls somebody when the commit arrives at a host.
        if let hold { lines.append(.init(key: "Sluice-Hold", value: hold.oneLine().broken(for: .github))) }
        return lines
    }

    /// Reads them back. Nil when they are not those of a promotion, or when its artifacts do not make up its release.
    package init?(_ commit: CommitTrailers) {
        guard let promotion = commit.last("Sluice-Promotion"), let pipeline = commit.last("Sluice-Pipeline"),
            let environment = commit.last("Sluice-Stage"), let release = commit.last("Sluice-Release"),
            let number = commit.last("Sluice-Release-Number").flatMap(Int.init), number > 0
        else { return nil }
        let artifacts = commit.trailers.filter { $0.key == "Sluice-Artifact" }
            .compactMap { Self.artifact($0.value, firstSeen: commit.committedAt) }
        let rebuilt = Release(pipeline: pipeline, artifacts: artifacts, number: number, cutAt: commit.committedAt)
        guard rebuilt.id.hex == release else { return nil }
        self.promotion = PromotionID(hex: promotion)
        stage = StageID(pipeline: pipeline, environment: environment)
        self.release = rebuilt
        hold = Self.hold(commit)
    }

    /// Why the commit's stage is held, where it is.
    package static func hold(_ commit: CommitTrailers) -> String? { commit.last("Sluice-Hold")?.unbroken.oneLine() }

    /// `name=repository:tag@digest`. The repository may have a port; neither tag nor digest has a slash or an `@`.
    private static func artifact(_ text: String, firstSeen: Date) -> Artifact? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        var rest = text[text.index(after: equals)...]
        var digest: String?
        if let at = rest.lastIndex(of: "@"), !rest[at...].contains("/") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        guard let colon = rest.lastIndex(of: ":") else { return nil }
        return Artifact(
            source: String(text[..<equals]), repository: String(rest[..<colon]),
            tag: String(rest[rest.index(after: colon)...]), digest: digest, firstSeen: firstSeen)
    }
}
