import Promotion

extension Engine {
    /// Asks a stage's reconciler about a release that was verified before.
    func beginWatch(_ environment: String, _ call: LiveCall, _ key: WorkKey) {
        guard let runtime = runtimes[key.pipeline], let definition = definitions.environments[environment],
            let release = runtime.state.stages[environment]?.current?.release.flatMap(runtime.state.release)
        else { return }
        inFlight.insert(key)
        let request = HandOff(
            stage: runtime.machine.pipeline.id(environment), promotion: call.id, release: release,
            branch: definition.branch, revision: call.revision, plansOnly: call.kind == .plan)
        spawn { [weak self] in await self?.finish(key, await self?.watch(environment, call, request, definition)) }
    }

    private nonisolated func watch(
        _ environment: String, _ call: LiveCall, _ request: HandOff, _ definition: Environment
    ) async -> PipelineEvent? {
        await liveLooks.run {
            do {
                let reconciler = ports.reconciler(definition)
                let outcome: LiveOutcome
                if let receipt = call.receipt {
                    outcome = .seen(try await reconciler.observe(request, receipt: receipt))
                } else {
                    outcome = .asked(try await reconciler.request(request))
                    ports.crashPoint.reached(.handOffRequested)
                }
                return .watched(environment: environment, call, outcome)
            } catch {
                return Task.isCancelled ? nil : .watched(environment: environment, call, .failed(error.asProblem))
            }
        }
    }
}
