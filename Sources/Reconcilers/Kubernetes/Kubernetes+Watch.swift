package import Promotion

/// Being told of changes in place of asking for them.
extension Kubernetes {
    package func pace(of request: HandOff) async -> ObservationPace {
        await watches.tells(of: request.promotion) ? .told : .steady
    }

    /// Has the watches tell of a promotion as long as objects are waited for: of their kinds only, and only of what Sluice
    /// applies, for whichever stage.
    func follow(_ request: HandOff, _ awaited: [WatchedObject], as seen: Observation) async {
        if seen.isUnderWay, !awaited.isEmpty {
            await watches.follow(request, awaited, labels: Inventory.partOf, with: client)
        } else {
            await watches.leave(request.promotion)
        }
    }
}
