import Foundation

/// From live to verified.
extension Step {
    /// The release is live at `commit`: what has to be tested is, and without anything to test it is verified.
    mutating func takeLive(
        _ promotion: Promotion, at commit: CommitID, evidence: String?, _ environment: String
    ) {
        guard let stage = pipeline.stage(environment), let own = promotion.commit else { return }
        let verifications = machine.verifications(of: stage)
        guard !verifications.isEmpty else { return verify(promotion, at: commit, evidence: evidence, environment) }
        enter(.verifying(own), environment)
        let run = VerificationRun(began: now, liveAt: commit)
        self[environment].promotion?.verification = run
        let names = verifications.map { "\($0.kind.word) \($0.name)" }.joined(separator: ", ")
        record(
            "verifying", environment, promotion: promotion.id, release: promotion.release, commit: commit,
            "\(title(promotion.release)) is live at \(commit.short)\(evidence.map { ": \($0)" } ?? ""), and is verified by "
                + "\(names).")
    }

    mutating func takeMeasurement(
        _ outcome: MeasurementOutcome, _ measurement: MeasurementID, _ id: PromotionID, _ environment: String
    ) {
        guard let promotion = promotion(id, environment), case .verifying = promotion.state,
            let stage = pipeline.stage(environment), var run = promotion.verification, run.began == measurement.run,
            (run.results[measurement.verification]?.measured ?? 0) + 1 == measurement.number
        else { return }
        run.results[measurement.verification, default: VerificationResults()].add(outcome, at: now)
        // Those of verifications that are defined otherwise by now count for nothing.
        let known = Set(machine.verifications(of: stage).map(\.fingerprint))
        run.results = run.results.filter { known.contains($0.key) }
        self[environment].promotion?.verification = run
    }

    /// Ends the verification once it is decided: with one that failed, or when all have passed.
    mutating func settleVerification(_ stage: Stage) {
        let environment = stage.environment
        guard let promotion = self[environment].promotion, case .verifying = promotion.state,
            let run = promotion.verification
        else { return }
        let standings = machine.verifications(of: stage).map { verification in
            (verification, VerificationSchedule(verification, run[verification], began: run.began).standing(at: now))
        }
        for (verification, standing) in standings {
            guard case .failed(let words) = standing else { continue }
            let failed = run[verification].failed
            return failLanded(
                environment,
                .permanent(
                    "The verification \(verification.name) failed (\(verification.kind.word), \(failed) of "
                        + "\(run[verification].decided) measurements): \(words).",
                    remedy: "`sluice retry` verifies it again; `sluice rollback` goes back."))
        }
        for (verification, standing) in standings {
            guard case .inconclusive(let words) = standing else { continue }
            return failLanded(
                environment, isVerdict: false,
                .permanent(
                    "The verification \(verification.name) could not be decided (\(verification.kind.word)): \(words).",
                    remedy: "Mend what measures, then `sluice retry`."))
        }
        guard standings.allSatisfy({ $0.1 == .passed }) else { return }
        verify(promotion, at: run.liveAt, environment)
    }

    /// Live and verified: the release flows on from here.
    private mutating func verify(
        _ promotion: Promotion, at commit: CommitID, evidence: String? = nil, _ environment: String
    ) {
        closeVerification(environment)
        clearFailure(of: promotion.release, environment)
        let stretch = StageState.Verification(release: promotion.release, from: now, until: nil)
        self[environment].current?.verifiedAt = stretch.from
        self[environment].remember(stretch)
        self[environment].promotion = nil
        var passed = ""
        if let run = promotion.verification, let stage = pipeline.stage(environment) {
            let words = machine.verifications(of: stage).map { progress(of: $0, in: run) }
            passed = words.isEmpty ? "" : " Verified: \(words.joined(separator: "; "))."
        }
        record(
            "verified", environment, promotion: promotion.id, release: promotion.release, commit: commit,
            "\(title(promotion.release)) is live at \(commit.short)\(evidence.map { ": \($0)" } ?? "").\(passed)")
        notify(
            .live, environment, promotion: promotion.id, release: promotion.release,
            "\(title(promotion.release)) is live in \(environment).")
    }
}

/// What is told of a verification.
extension Step {
    /// `http api 3 of 5, 1 failed (503 is not 200)`
    func progress(of verification: Verification, in run: VerificationRun) -> String {
        let name = "\(verification.kind.word) \(verification.name)"
        if case .wait(let seconds) = verification.kind {
            return "\(name) until \(GateKeeper.text(run.began.addingTimeInterval(seconds)))"
        }
        let results = run[verification]
        var text = "\(name) \(results.decided) of \(verification.count)"
        if results.failed > 0 {
            text += ", \(results.failed) failed" + (results.lastFailure.map { " (\($0.outcome.words))" } ?? "")
        }
        if case .inconclusive(let why)? = results.last?.outcome { text += ", not measured just now (\(why))" }
        return text
    }

    /// - Parameter date: when it stands so; for one that has ended, its end.
    func verificationStatus(_ stage: Stage, _ run: VerificationRun, at date: Date) -> [VerificationStatus] {
        machine.verifications(of: stage).map { verification in
            let results = run[verification]
            let standing = VerificationSchedule(verification, results, began: run.began).standing(at: date)
            var status = VerificationStatus(
                name: verification.name, kind: verification.kind.word, standing: .running, count: verification.count,
                passed: results.passed, failed: results.failed, allowedFailures: verification.allowedFailures,
                inconclusive: results.inconclusive)
            status.recent = results.recent.reversed().map { .init(at: $0.at, outcome: $0.outcome) }
            switch standing {
            case .due: break
            case .waiting(let until): status.next = until
            case .passed: status.standing = .passed
            case .failed: status.standing = .failed
            case .inconclusive: status.standing = .inconclusive
            }
            return status
        }
    }

    /// What is still open, each with the time at which it goes on by itself.
    func describeVerifying(
        _ name: String, _ stage: Stage, _ run: VerificationRun, _ status: inout StageStatus
    ) {
        status.phase = .verifying
        var words: [String] = []
        for verification in machine.verifications(of: stage) {
            let standing = VerificationSchedule(verification, run[verification], began: run.began).standing(at: now)
            guard standing != .passed else { continue }
            let text = progress(of: verification, in: run)
            words.append(text)
            var until: Date?
            if case .waiting(let date) = standing { until = date }
            status.waiting.append(Waiting(.verification, "\(text).", until: until))
        }
        status.why = "\(name) is live and verifying: \(words.joined(separator: "; "))."
    }
}

extension PipelineMachine {
    /// The environment's and those that the stage adds, each once.
    package func verifications(of stage: Stage) -> [Verification] {
        var seen: Set<String> = []
        let all = (environments[stage.environment]?.verifications ?? []) + stage.verifications
        return all.filter { seen.insert($0.fingerprint).inserted }
    }

    /// The measurements that are due.
    func verifyingWork(_ promotion: Promotion, environment: String, now: Date) -> [Work] {
        guard let run = promotion.verification, let stage = pipeline.stage(environment) else { return [] }
        return verifications(of: stage).compactMap { verification in
            let results = run[verification]
            let schedule = VerificationSchedule(verification, results, began: run.began)
            guard schedule.standing(at: now) == .due else { return nil }
            let measurement = MeasurementID(
                verification: verification.fingerprint, run: run.began, number: results.measured + 1)
            return .verify(environment: environment, promotion.id, measurement)
        }
    }

    /// When a stage's verification goes on.
    func verifyingWake(_ promotion: Promotion, _ stage: Stage, now: Date) -> [Date] {
        guard case .verifying = promotion.state, let run = promotion.verification else { return [] }
        return verifications(of: stage).compactMap { verification in
            let schedule = VerificationSchedule(verification, run[verification], began: run.began)
            switch schedule.standing(at: now) {
            case .waiting(let until): return until
            // It is decided at its deadline whether or not the measurement ends.
            case .due: return run.began.addingTimeInterval(verification.deadline)
            case .passed, .failed, .inconclusive: return nil
            }
        }
    }
}
