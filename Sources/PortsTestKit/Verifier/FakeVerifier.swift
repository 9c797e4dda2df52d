package import Promotion
import Synchronization

/// A verifier whose measurements a test decides; without a script each one passes.
package final class FakeVerifier: Verifier {
    private struct State {
        var scripts: [String: [MeasurementOutcome]] = [:]
        var always: [String: MeasurementOutcome] = [:]
    }

    private let state = Mutex(State())

    /// Every measurement, repeats included.
    package let requests = Recorder<MeasurementRequest>()

    package init() {}

    /// The next measurements by this name come to these, one each; then to what `always` says.
    package func script(_ outcomes: MeasurementOutcome..., for name: String) {
        state.withLock { $0.scripts[name, default: []] += outcomes }
    }

    /// What measurements by this name come to from now on, as `name@tag` for one release's tag only; nil: they pass.
    package func always(_ outcome: MeasurementOutcome?, for name: String) {
        state.withLock { $0.always[name] = outcome }
    }

    package func measure(_ request: MeasurementRequest) async -> MeasurementOutcome {
        requests.append(request)
        let name = request.verification.name
        let tag = request.subject.release.artifacts.first?.tag ?? ""
        return state.withLock { state in
            if state.scripts[name]?.isEmpty == false, let next = state.scripts[name]?.removeFirst() { return next }
            return state.always["\(name)@\(tag)"] ?? state.always[name] ?? .passed("well")
        }
    }
}
