import Promotion

/// Requests on their way to one branch, and what became of them so far.
struct Batch {
    private let requests: [CommitRequest]
    private(set) var outcomes: [String: SendOutcome] = [:]
    /// One commit a push, so that only the offender stops: after a rejection of several at once.
    private(set) var goesOneByOne = false

    init(_ requests: [CommitRequest]) {
        var seen: Set<String> = []
        self.requests = requests.filter { seen.insert($0.key).inserted }
    }

    /// Those without an outcome, in their order.
    var pending: [CommitRequest] { requests.filter { outcomes[$0.key] == nil } }

    /// Those that the next push carries.
    var next: [CommitRequest] { goesOneByOne ? Array(pending.prefix(1)) : pending }

    mutating func settle(_ key: String, _ outcome: SendOutcome) { outcomes[key] = outcome }

    mutating func settleRest(_ outcome: SendOutcome) {
        for request in pending { outcomes[request.key] = outcome }
    }

    mutating func goOneByOne() { goesOneByOne = true }
}
