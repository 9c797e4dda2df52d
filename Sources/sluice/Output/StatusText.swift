import Foundation
import Promotion

/// Where stages stand, as people read it.
struct StatusText {
    var isWide = false
    var now = Date()

    func text(of pipelines: [PipelineStatus], for terminal: Terminal) -> String {
        guard !pipelines.isEmpty else { return "There are no pipelines that you may see.\n" }
        var text = table(of: pipelines.flatMap(\.stages)).text(for: terminal)
        let groups = pipelines.flatMap { pipeline in
            (pipeline.groups ?? []).map { "\(pipeline.pipeline)/\($0.summary)" }
        }
        if !groups.isEmpty { text += "\n" + groups.map { printable($0) + "\n" }.joined() }
        let notes = pipelines.flatMap { pipeline in
            pipeline.sources.compactMap { source in
                source.note.map { "\(pipeline.pipeline)/\(source.name): \($0)" }
            }
        }
        for note in notes {
            let lines = TextWidth.wrapped(printable(note), to: terminal.width ?? .max)
            text += "\n" + lines.map { terminal.styled($0, .yellow) }.joined(separator: "\n") + "\n"
        }
        guard isWide else { return text }
        return text + pipelines.map { "\n" + releases(of: $0).text(for: terminal) }.joined()
    }

    func table(of stages: [StageStatus]) -> Table {
        var table = Table("STAGE", "PHASE", "CURRENT", "NEXT", "SINCE", "COMMIT", "PLAN", "APPROVED BY", "WHY")
        for stage in stages {
            table.add(
                Table.Cell(stage.stage.description, .bold), Table.Cell(stage.phase.rawValue, stage.phase.style),
                Table.Cell(stage.current?.title ?? ""), Table.Cell(stage.next?.title ?? ""),
                Table.Cell(stage.since.map { age(of: $0, at: now) } ?? ""),
                Table.Cell(isWide ? stage.current?.commit?.short ?? "" : ""),
                Table.Cell(isWide ? String(stage.planHash?.prefix(12) ?? "") : ""),
                Table.Cell(isWide ? stage.approvedBy.joined(separator: ", ") : ""), Table.Cell(stage.why))
        }
        return table
    }

    private func releases(of pipeline: PipelineStatus) -> Table {
        var table = Table("RELEASE OF \(pipeline.pipeline)", "ID", "CUT", "ARTIFACTS")
        for release in pipeline.releases {
            table.add(
                Table.Cell(String(release.number)), Table.Cell(release.id.short), Table.Cell(stamp(release.cutAt)),
                Table.Cell(release.artifacts.map(\.reference).joined(separator: "\n")))
        }
        return table
    }
}

extension StageStatus.Phase {
    var style: Style? {
        switch self {
        case .unknown: .dim
        case .settled: .green
        case .waiting, .held: .yellow
        case .waitingForApproval, .inReview: .magenta
        case .sending, .deploying, .verifying: .cyan
        case .failed, .drifted: .red
        }
    }
}
