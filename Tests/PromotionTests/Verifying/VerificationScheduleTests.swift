import Foundation
import Manifests
import Promotion
import Testing

@Suite("When a verification measures, and what its measurements say")
struct VerificationScheduleTests {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    static func command(
        interval: TimeInterval = 10, count: Int = 3, allowedFailures: Int = 1, delay: TimeInterval = 0,
        deadline: TimeInterval? = 100
    ) -> Verification {
        Verification(
            name: "smoke", .command(CommandVerification(arguments: ["true"])), interval: interval, count: count,
            allowedFailures: allowedFailures, delay: delay, deadline: deadline)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var verification = command()
        /// `+` passed, `-` failed, `?` inconclusive; one each interval from the start.
        var measured = ""
        /// Seconds after the start.
        var now: TimeInterval
        var standing: Standing

        enum Standing: Sendable, Equatable {
            case due
            case waiting(TimeInterval)
            case passed
            case failed
            case inconclusive
        }

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "the first is due at once", now: 0, standing: .due),
        Case(name: "or after the delay", verification: command(delay: 30), now: 0, standing: .waiting(30)),
        Case(name: "which ends", verification: command(delay: 30), now: 30, standing: .due),
        Case(name: "the next after the interval", measured: "+", now: 9, standing: .waiting(10)),
        Case(name: "at its very moment", measured: "+", now: 10, standing: .due),
        Case(name: "one more after a failure that is allowed", measured: "+-", now: 20, standing: .due),
        Case(name: "all measured, one failed as allowed", measured: "+-+", now: 20, standing: .passed),
        Case(name: "passed stays passed after the deadline", measured: "+++", now: 1000, standing: .passed),
        Case(name: "two failed: at once", measured: "--", now: 10, standing: .failed),
        Case(name: "failed stays failed after the deadline", measured: "--", now: 1000, standing: .failed),
        Case(name: "what came to nothing is measured again", measured: "++?", now: 30, standing: .due),
        Case(name: "and does not count as failed", measured: "+??+?", now: 45, standing: .waiting(50)),
        Case(name: "and is made good", measured: "+??+?+", now: 50, standing: .passed),
        Case(name: "the deadline without a verdict", measured: "+-?", now: 100, standing: .inconclusive),
        Case(name: "the deadline without any measurement", now: 100, standing: .inconclusive),
        Case(
            name: "never waits beyond the deadline", verification: command(interval: 60, deadline: 70), measured: "++",
            now: 65, standing: .waiting(70)),
        Case(
            name: "a wait waits", verification: Verification(name: "w", .wait(60)), now: 59, standing: .waiting(60)),
        Case(name: "and passes", verification: Verification(name: "w", .wait(60)), now: 60, standing: .passed),
    ]

    @Test("Standing", arguments: cases)
    func standing(_ one: Case) {
        var results = VerificationResults()
        for (index, sign) in one.measured.enumerated() {
            let at = Self.start.addingTimeInterval(Double(index) * one.verification.interval)
            results.add(sign == "+" ? .passed("ok") : sign == "-" ? .failed("ill") : .inconclusive("no data"), at: at)
        }
        let schedule = VerificationSchedule(one.verification, results, began: Self.start)
        let seen: Case.Standing =
            switch schedule.standing(at: Self.start.addingTimeInterval(one.now)) {
            case .due: .due
            case .waiting(let until): .waiting(until.timeIntervalSince(Self.start))
            case .passed: .passed
            case .failed: .failed
            case .inconclusive: .inconclusive
            }
        #expect(seen == one.standing)
    }

    @Test("A query over a time is first made once that time lies whole after the release was live")
    func over() throws {
        let query = PrometheusVerification(
            url: "http://p", query: try Template("up"), threshold: Threshold(.greater, 0), over: 300)
        let verification = Verification(name: "up", .prometheus(query), delay: 60)
        let schedule = VerificationSchedule(verification, VerificationResults(), began: Self.start)
        #expect(schedule.standing(at: Self.start.addingTimeInterval(299)) == .waiting(until: Self.start + 300))
        #expect(schedule.standing(at: Self.start.addingTimeInterval(300)) == .due)
    }

    @Test("Whatever is measured and whenever: it ends by its deadline, stays as it ended, and never asks too often")
    func random() {
        var generator = SplitMix(seed: 7)
        for _ in 0..<2000 {
            let count = Int.random(in: 1...6, using: &generator)
            let verification = Self.command(
                interval: Double.random(in: 1...60, using: &generator), count: count,
                allowedFailures: Int.random(in: 0..<count, using: &generator),
                delay: Double.random(in: 0...60, using: &generator),
                deadline: Bool.random(using: &generator) ? nil : Double.random(in: 1...300, using: &generator))
            var results = VerificationResults()
            var now = Self.start
            var last: Date?
            var verdict: VerificationSchedule.Standing?
            for _ in 0..<3000 where verdict == nil {
                let schedule = VerificationSchedule(verification, results, began: Self.start)
                switch schedule.standing(at: now) {
                case .due:
                    if let last { #expect(now.timeIntervalSince(last) >= verification.interval - 1e-6) }
                    #expect(results.decided < count && results.failed <= verification.allowedFailures)
                    // An answer takes its time.
                    now += Double.random(in: 0...5, using: &generator)
                    let outcomes: [MeasurementOutcome] = [.passed("ok"), .failed("ill"), .inconclusive("none")]
                    results.add(outcomes[Int.random(in: 0..<3, using: &generator)], at: now)
                    last = now
                case .waiting(let until):
                    #expect(until > now && until <= Self.start.addingTimeInterval(verification.deadline))
                    now = until
                case .passed:
                    #expect(results.decided == count && results.failed <= verification.allowedFailures)
                    verdict = .passed
                case .failed(let words): verdict = .failed(words)
                case .inconclusive(let words): verdict = .inconclusive(words)
                }
            }
            guard let verdict else {
                Issue.record("\(verification) never ends")
                continue
            }
            #expect(now <= Self.start.addingTimeInterval(verification.deadline + 5))
            let schedule = VerificationSchedule(verification, results, began: Self.start)
            if case .inconclusive = verdict {} else { #expect(schedule.standing(at: .distantFuture) == verdict) }
            #expect(results.recent.count <= VerificationResults.kept)
        }
    }

    @Test("A threshold reads what it writes, and nothing else")
    func thresholds() {
        for text in ["< 0.01", "<= 1", "> 1000", ">= -2.5", "== 0", "!= 1e+20"] {
            #expect(Threshold(text)?.description == text)
        }
        #expect(Threshold("<0.5")?.holds(0.4) == true)
        #expect(Threshold("<=0.5")?.holds(0.5) == true)
        #expect(Threshold(">0.5")?.holds(.nan) == false)
        for text in ["", "0.5", "=< 1", "< ", "< inf", "< nan", "< 1 2", "<> 1", "< 0.1x"] {
            #expect(Threshold(text) == nil, "\(text)")
        }
    }

    @Test("Definitions that differ in anything have fingerprints that differ, and one has the same for ever")
    func fingerprints() throws {
        let http = HTTPVerification(url: try Template("https://a/${api.tag}"))
        var others = [Verification(name: "a", .http(http))]
        for change: (inout HTTPVerification) throws -> Void in [
            { $0.url = try Template("https://a/${release}") }, { $0.statuses = [200] },
            { $0.token = .environment("T") },
            { $0.caFile = "/ca" }, { $0.deadline = 3 },
            { $0.expectations = [JSONExpectation(path: try Selector("a"), values: [try Template("b")])] },
            {
                $0.expectations = [
                    JSONExpectation(path: try Selector("a"), values: [try Template("b"), try Template("c")])
                ]
            },
        ] {
            var changed = http
            try change(&changed)
            others.append(Verification(name: "a", .http(changed)))
        }
        others += [
            Verification(name: "b", .http(http)), Verification(name: "a", .http(http), interval: 11),
            Verification(name: "a", .http(http), count: 2), Verification(name: "a", .http(http), delay: 1),
            Verification(name: "a", .http(http), count: 2, allowedFailures: 1),
            Verification(name: "a", .http(http), deadline: 1), Verification(name: "a", .wait(1)),
            Verification(name: "a", .command(CommandVerification(arguments: ["x"]))),
            Verification(name: "a", .command(CommandVerification(arguments: ["x"], deadline: 1))),
        ]
        #expect(Set(others.map(\.fingerprint)).count == others.count)
        #expect(Verification(name: "w", .wait(60)).fingerprint == "b3b4d7c3f52c24b1d4fb52e025703f4fa951a615")
    }
}
