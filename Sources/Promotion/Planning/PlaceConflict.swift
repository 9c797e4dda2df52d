import Manifests

/// A stage among the others of its branch: one place belongs to one stage.
///
/// Where two stages edit one file by path the configuration alone tells whether they meet, and is refused. Patterns and
/// what files mean hide it until the files are there.
package struct ClaimedStage: Sendable, Hashable {
    package let pipeline: String
    package let stage: Stage

    package init(pipeline: String, stage: Stage) {
        self.pipeline = pipeline
        self.stage = stage
    }

    package var id: StageID { StageID(pipeline: pipeline, environment: stage.environment) }
}

extension Stage {
    /// Whether only the files tell which places the stage edits.
    package var hidesPlaces: Bool {
        edits.contains { $0.isPattern || $0.set.contains { !$0.isValue } }
    }
}

extension ClaimedStage {
    /// Whether only the files tell if both edit one place.
    package func mayMeet(_ other: ClaimedStage) -> Bool {
        guard stage.hidesPlaces || other.stage.hidesPlaces else { return false }
        return stage.edits.contains { mine in
            other.stage.edits.contains { theirs in
                mine.set.contains { mine in theirs.set.contains { mine.target.mayMeet($0.target) } }
                    && filesMeet(mine, other, theirs)
            }
        }
    }

    private func filesMeet(_ mine: FileEdits, _ other: ClaimedStage, _ theirs: FileEdits) -> Bool {
        guard let mine = try? mine.files(pipeline: pipeline, environment: stage.environment),
            let theirs = try? theirs.files(pipeline: other.pipeline, environment: other.stage.environment)
        else { return false }
        return mine.mayMeet(theirs)
    }
}

extension Planner {
    /// Throws a problem that names both stages where one of `others` edits a place that `own` edits, too.
    ///
    /// `files` are those of `own`. What keeps one of the others from being edited, there or elsewhere, does not take its
    /// claim away.
    package static func checkClaims(
        of own: ClaimedStage, among others: [ClaimedStage], files: [String: [UInt8]], base: CommitID
    ) throws(Problem) {
        guard !others.isEmpty else { return }
        var claimed: [String: Set<EditSpot>] = [:]
        for file in try StageFile.all(of: own.stage, pipeline: own.pipeline, files: files, base: base) {
            claimed[file.path] = Set(file.spots.map(\.spot))
        }
        let files = files.filter { claimed[$0.key] != nil }
        for other in others {
            for file in StageFile.claims(of: other.stage, pipeline: other.pipeline, in: files) {
                guard let mine = claimed[file.path] else { continue }
                for (spot, _) in file.spots {
                    guard let place = mine.first(where: { $0.isSame(as: spot) }) else { continue }
                    throw .permanent(
                        "\(file.path):\(place.position): \(place.name) is written by \(own.id) and by \(other.id).",
                        remedy: "One place belongs to one stage: take it out of the edits of one of them.")
                }
            }
        }
    }
}
