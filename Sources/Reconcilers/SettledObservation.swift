import Promotion

/// What an adapter whose request proves the outcome reports afterwards: the receipt's word, for its own revision only.
func settledObservation(_ request: HandOff, _ receipt: HandOffReceipt?) -> Observation {
    guard let settled = receipt?.settled else {
        return .waiting(reason: "\(request.stage) was not asked to take \(request.revision.short) yet")
    }
    if case .live(let revision, _) = settled, revision != request.revision {
        return .waiting(reason: "the last request was for \(revision.short), not for \(request.revision.short)")
    }
    return settled
}
