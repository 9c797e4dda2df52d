import Foundation
package import Promotion

/// A verifier, and the far side that it looks at.
package protocol VerifierFixture: Sendable {
    var verifier: any Verifier { get }
    var verification: Verification { get }
    /// Makes the far side so from now on; false where it cannot be.
    func become(_ condition: VerifierCondition) async throws -> Bool
}

/// How the far side of a verification is.
package enum VerifierCondition: Sendable {
    case well
    case ill
    /// It can't be told: who measures is away, or has nothing to say.
    case unknown
}

/// The contract of `Verifier`, clause by clause. Each check gets a new fixture.
package enum VerifierConformance {
    /// Throws the first clause that is not kept.
    package static func check(_ makeFixture: () async throws -> any VerifierFixture) async throws {
        for clause in [wellPasses, illFails, unknownIsInconclusive, againIsTheSame, eachLooksAnew] {
            try await clause(try await makeFixture())
        }
    }

    private static func wellPasses(_ fixture: any VerifierFixture) async throws {
        _ = try await fixture.become(.well)
        let outcome = await fixture.verifier.measure(try request(fixture))
        guard case .passed = outcome else { throw ConformanceFailure("What is well passes", seen: "\(outcome)") }
    }

    private static func illFails(_ fixture: any VerifierFixture) async throws {
        _ = try await fixture.become(.ill)
        let outcome = await fixture.verifier.measure(try request(fixture))
        guard case .failed(let words) = outcome, !words.isEmpty else {
            throw ConformanceFailure("What is ill fails, and says how", seen: "\(outcome)")
        }
    }

    private static func unknownIsInconclusive(_ fixture: any VerifierFixture) async throws {
        guard try await fixture.become(.unknown) else { return }
        let outcome = await fixture.verifier.measure(try request(fixture))
        guard case .inconclusive(let words) = outcome, !words.isEmpty else {
            throw ConformanceFailure("What cannot be told is inconclusive, and says why", seen: "\(outcome)")
        }
    }

    /// A crash before the result was saved: the same measurement is made once more.
    private static func againIsTheSame(_ fixture: any VerifierFixture) async throws {
        for condition in [VerifierCondition.well, .ill] {
            _ = try await fixture.become(condition)
            let request = try request(fixture)
            let first = await fixture.verifier.measure(request)
            let second = await fixture.verifier.measure(request)
            try require(second, is: first, "A measurement changes nothing, so that the same one comes to the same")
        }
    }

    private static func eachLooksAnew(_ fixture: any VerifierFixture) async throws {
        _ = try await fixture.become(.ill)
        _ = await fixture.verifier.measure(try request(fixture))
        _ = try await fixture.become(.well)
        let outcome = await fixture.verifier.measure(try request(fixture, number: 2))
        guard case .passed = outcome else {
            throw ConformanceFailure("Each measurement looks at how it is then", seen: "\(outcome)")
        }
    }

    private static func request(_ fixture: any VerifierFixture, number: Int = 1) throws -> MeasurementRequest {
        let moment = Date()
        let artifact = Artifact(
            source: "app", repository: "registry.example.com/web", tag: "1.4.2", digest: nil, firstSeen: moment)
        let release = Release(pipeline: "web", artifacts: [artifact], number: 1, cutAt: moment)
        let stage = StageID(pipeline: "web", environment: "prod")
        let subject = HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main"),
            revision: CommitID(hex: String(repeating: "a", count: 40)))
        return MeasurementRequest(
            verification: fixture.verification, subject: subject, number: number,
            liveSince: moment.addingTimeInterval(-fixture.verification.firstAfter), now: moment)
    }
}
