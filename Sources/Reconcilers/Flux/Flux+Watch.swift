package import Promotion

/// Being told of changes in place of asking for them.
extension Flux {
    package func pace(of request: HandOff) async -> ObservationPace {
        await watches.tells(of: request.promotion) ? .told : .steady
    }

    /// Has the watches tell of a promotion as long as there is something to wait for.
    func follow(_ request: HandOff, _ objects: FluxObjects, as seen: Observation) async {
        if seen.isUnderWay {
            await watches.follow(request, objects.watched, with: client)
        } else {
            await watches.leave(request.promotion)
        }
    }
}
