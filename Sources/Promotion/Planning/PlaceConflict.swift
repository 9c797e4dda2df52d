import Manifests

/// A stage among the others of its branch: one place belongs to one stage.
///
/// Where two stages edit one file by path the configuration alone tells whether they meet, and is refused. Patterns and
/// what files mean hide it until the files are there.
package struct ClaimedStage: Sendable, Hashable {
    package let id: StageID
    package let stage: Stage
    /// The files of each of the stage's edits; nil where its path cannot be told.
    private let files: [FilePattern?]

    package init(pipeline: String, stage: Stage) {
        id = StageID(pipeline: pipeline, environment: stage.environment)
        self.stage = stage
        files = stage.edits.map { try? $0.files(pipeline: pipeline, environment: stage.environment) }
    }
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
        return zip(stage.edits, files).contains { edits, files in
            zip(other.stage.edits, other.files).contains { theirEdits, theirFiles in
                edits.set.contains { mine in theirEdits.set.contains { mine.target.mayMeet($0.target) } }
                    && Self.meet(files, theirFiles)
            }
        }
    }

    private static func meet(_ mine: FilePattern?, _ theirs: FilePattern?) -> Bool {
        guard let mine, let theirs else { return false }
        return mine.mayMeet(theirs)
    }

    /// Throws a problem that names both stages where one of `others` edits a place that this one edits, too.
    ///
    /// `own` are this stage's files, whose bytes are in `files`. What keeps another stage from being edited, there or
    /// elsewhere, does not take its claim away.
    func check(_ own: [StageFile], among others: [ClaimedStage], files: [String: [UInt8]]) throws(Problem) {
        let others = others.filter { $0.id != id && mayMeet($0) }
        let claimed = Dictionary(own.map { ($0.path, $0.spots.map(\.spot)) }, uniquingKeysWith: { first, _ in first })
        let files = files.filter { claimed[$0.key] != nil }
        for other in others {
            for file in StageFile.claims(of: other.stage, pipeline: other.id.pipeline, in: files) {
                for (spot, _) in file.spots {
                    guard let place = claimed[file.path]?.first(where: { $0.isSame(as: spot) }) else { continue }
                    throw .permanent(
                        "\(file.path):\(place.position): \(place.name) is written by \(id) and by \(other.id).",
                        remedy: "One place belongs to one stage: take it out of the edits of one of them.")
                }
            }
        }
    }
}
