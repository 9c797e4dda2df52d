import Foundation
import Logging
import Promotion

/// Pipelines that are gone from the configuration.
extension Engine {
    /// Ends what a pipeline has under way that is gone from the configuration, as a stage that is gone is ended: what was not
    /// sent is abandoned, what was is read back, merge requests are closed. What people decided stands when it comes back.
    func remove(_ name: String, _ state: PipelineState) {
        guard state.hasOpenEnds else {
            dormant[name] = state
            return
        }
        log.notice(
            "pipeline is gone from the configuration; what it has under way is ended", metadata: ["pipeline": "\(name)"]
        )
        let nothing = Pipeline(name: name, sources: [], stages: [])
        runtimes[name] = Runtime(
            machine: PipelineMachine(
                pipeline: nothing, environments: [:], groups: [:], statusForges: definitions.statusForges),
            state: state, generation: generation, isRemoved: true)
        agenda.hasten(.step(pipeline: name), to: ports.clock.now)
    }

    /// Lets a removed pipeline rest, once all of it has ended.
    func retire(_ name: String) {
        guard let runtime = runtimes[name], runtime.isRemoved, !runtime.isNew, !runtime.state.hasOpenEnds else {
            return
        }
        runtimes[name] = nil
        dormant[name] = runtime.state
        agenda.set(.step(pipeline: name), at: nil)
    }
}
