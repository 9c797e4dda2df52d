import Foundation
import HTTPTransport
package import Promotion
import Secrets

/// Follows runs of a workspace of HCP Terraform or Terraform Enterprise, by its API, version 2.
///
/// Runs prove the commit that their configuration came from, which only workspaces know that are connected to the repository.
/// With `start: adopt` the push has started the run; with `start: dispatch` Sluice starts one for each promotion, and
/// finds it again by the promotion's id in its message.
package struct HCPTerraform: Reconciler {
    private(set) var definition: TerraformReconciler
    let server: RunServer
    let lineage: Lineage
    let memory: RunMemory

    init(
        _ definition: TerraformReconciler, secrets: any SecretReader, http: any HTTPSending, lineage: Lineage,
        memory: RunMemory
    ) {
        self.definition = definition
        let url = definition.url.withoutSlashAtEnd
        server = RunServer(
            vendor: "Terraform", url: url, api: url + "/api/v2", token: definition.token, caFile: definition.caFile,
            deadline: .seconds(definition.deadline), authorization: { ("Authorization", "Bearer \($0)") },
            mediaType: jsonAPI, secrets: secrets, http: http)
        self.lineage = lineage
        self.memory = memory
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        try await (request.plansOnly ? planning() : self).ask(request)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        try await (request.plansOnly ? planning() : self).look(request, receipt)
    }

    /// The adapter of runs that only plan: Sluice starts them, and there is nothing to confirm.
    private func planning() throws(Problem) -> HCPTerraform {
        guard definition.driftRun != nil else { throw noDriftRun }
        var planning = self
        planning.definition.start = .dispatch
        planning.definition.applies = false
        return planning
    }

    private func ask(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let workspace = try await workspace(of: request)
        let found = try await find(request, workspace)
        let isRetried = memory.takeFailure(of: request.promotion)
        if let found, !(isRetried && hasFailed(found, workspace)) {
            return RunReceipt(run: definition.start == .dispatch ? found.id : nil).receipt
        }
        if definition.start == .adopt {
            // A run cannot be tried again; another of the same configuration can be started.
            guard let found else { return RunReceipt().receipt }
            _ = try await start(request, workspace, configuration: found.configuration)
            return RunReceipt().receipt
        }
        if found == nil, let sent = memory.recentlySent(request.promotion) { return sent.receipt }
        return try await start(request, workspace, configuration: found?.configuration).receipt
    }

    package func pace(of request: HandOff) async -> ObservationPace { .easing }

    private func look(_ request: HandOff, _ receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let workspace = try await workspace(of: request)
        let kept = RunReceipt(receipt)
        let run: TerraformRun
        if let id = kept.run {
            run = try await server.read(
                RunCall(["runs", id], for: "reading \(id)"), as: TerraformDocument<TerraformRun>.self
            ).data
        } else if let found = try await find(request, workspace) {
            run = found
        } else {
            return try await absent(request, workspace, receipt == nil ? nil : kept)
        }
        memory.forgetSent(request.promotion)
        guard let commit = try await commit(of: run) else {
            return failed(
                "\(run.id) does not say which commit it is of: \(workspace.name) is not connected to the repository",
                request)
        }
        guard try await lineage.carries(commit, request) else {
            return failed("\(run.id) is of \(commit.short), which does not hold \(request.revision.short)", request)
        }
        return try await follow(run, at: commit, request, workspace)
    }

    /// There is none that is known to be the promotion's.
    private func absent(
        _ request: HandOff, _ workspace: Workspace, _ kept: RunReceipt?
    ) async throws(Problem) -> Observation {
        let place = "\(workspace.name) on Terraform has no run for \(request.revision.short)"
        guard definition.start == .dispatch else {
            return .waiting(reason: "\(place) yet; the push should have started one")
        }
        guard let kept, let sent = memory.sent(request.promotion, kept) else {
            return .waiting(reason: "\(place), and none was asked for yet")
        }
        guard memory.isSettled(sent) else {
            return .waiting(
                reason: "\(place) yet; the answer to the request for one was lost, and it is looked for before it is "
                    + "asked for again")
        }
        _ = try await start(request, workspace, configuration: nil)
        return .progressing(reason: "a run was asked for again, as the first request has started none")
    }

    private func follow(
        _ run: TerraformRun, at commit: CommitID, _ request: HandOff, _ workspace: Workspace
    ) async throws(Problem) -> Observation {
        let look = TerraformRunLook(run: run, address: address(of: run, workspace))
        let plan = look.hasPlan ? await plan(of: run) : nil
        if request.plansOnly {
            if look.hasEndedItsPlan { return .planned(plan, at: commit, by: run.id) }
            if case .ended(let reason) = look.verdict { return failed(reason, request) }
        }
        if look.isConfirmable, definition.applies {
            if let words = try await confirm(run, request) {
                return .waiting(reason: "\(run.id): Terraform does not apply it: \(words)".with(plan))
            }
            return .progressing(reason: "\(run.id): its plan was confirmed".with(plan))
        }
        switch look.verdict {
        case .waiting(let reason): return .waiting(reason: reason.with(plan))
        case .progressing(let reason): return .progressing(reason: reason.with(plan))
        case .succeeded: return .live(at: commit, evidence: plan?.description)
        case .ended(let reason):
            // A run that was discarded for a later commit's is followed up by that.
            guard let later = try await successor(of: run, request, workspace),
                let itsCommit = try await self.commit(of: later)
            else { return failed(reason.with(plan), request) }
            let itsLook = TerraformRunLook(run: later, address: address(of: later, workspace))
            switch itsLook.verdict {
            case .succeeded: return .live(at: itsCommit, evidence: await self.plan(of: later)?.description)
            case .waiting(let text): return .waiting(reason: "\(reason); \(text)")
            case .progressing(let text): return .progressing(reason: "\(reason); \(text)")
            case .ended: return failed(reason.with(plan), request)
            }
        }
    }

    private func hasFailed(_ run: TerraformRun, _ workspace: Workspace) -> Bool {
        if case .ended = TerraformRunLook(run: run, address: "").verdict { return true }
        return false
    }

    private func failed(_ reason: String, _ request: HandOff) -> Observation {
        memory.noteFailure(of: request.promotion)
        return .failed(reason: reason)
    }

    private func address(of run: TerraformRun, _ workspace: Workspace) -> String {
        "\(printableURL(server.url))/app/\(definition.organization)/workspaces/\(workspace.name)/runs/\(run.id)"
    }
}
