import Foundation
package import Promotion

/// A notifier, and the far side to which it delivers.
package protocol NotifierFixture: Sendable {
    var notifier: any Notifier { get }
    /// The ids of the notices that have arrived, repeats included.
    func received() async throws -> [String]
    /// The far side fails for now from here on, or works again.
    func setDown(_ isDown: Bool) async throws
}

/// The contract of `Notifier`, clause by clause. Each check gets a new fixture.
package enum NotifierConformance {
    /// Throws the first clause that is not kept.
    package static func check(_ makeFixture: () async throws -> any NotifierFixture) async throws {
        for clause in [everyTopicArrives, repeatsAreTheSame, failuresAreTransient] {
            try await clause(try await makeFixture())
        }
    }

    private static func everyTopicArrives(_ fixture: any NotifierFixture) async throws {
        for topic in Notice.Topic.allCases { try await fixture.notifier.deliver(notice("id-\(topic.rawValue)", topic)) }
        try require(
            try await fixture.received(), is: Notice.Topic.allCases.map { "id-\($0.rawValue)" },
            "What was delivered has arrived, with its id, when the call returns")
    }

    private static func repeatsAreTheSame(_ fixture: any NotifierFixture) async throws {
        for _ in 0..<2 { try await fixture.notifier.deliver(notice("again", .live)) }
        try require(
            try await fixture.received(), is: ["again", "again"], "A repeat has the same id, so that it can be dropped")
    }

    private static func failuresAreTransient(_ fixture: any NotifierFixture) async throws {
        try await fixture.setDown(true)
        do {
            try await fixture.notifier.deliver(notice("n1", .failed))
            throw ConformanceFailure("A delivery that failed throws", seen: "it returned")
        } catch let problem as Problem {
            try require(problem.isTransient, "A receiver that is down is worth trying again", seen: "\(problem)")
        }
        try await fixture.setDown(false)
        try await fixture.notifier.deliver(notice("n1", .failed))
        try require(try await fixture.received().last, is: "n1", "After a failure the same notice can be delivered")
    }

    private static func notice(_ id: String, _ topic: Notice.Topic) -> Notice {
        Notice(
            id: id, topic: topic, at: Date(timeIntervalSince1970: 1_795_521_600),
            stage: StageID(pipeline: "web", environment: "prod"), message: "Something happened.")
    }
}
