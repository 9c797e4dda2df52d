/// Which releases are worth waiting for.
extension Step {
    /// Whether a release may still be verified in a stage without a person's asking for it: it is there and not proven good
    /// or bad yet, or nothing keeps it from coming through every stage before.
    ///
    /// A stage that is held or pinned, or where the release has failed, only waits for its person; one that has passed the
    /// release by, or was told to refuse it, never takes it by itself.
    func canCome(_ release: Release, into environment: String) -> Bool {
        var answers: [String: Bool] = [:]
        return canCome(release, into: environment, &answers)
    }

    /// - Parameter answers: what is known by now, so that each stage is asked once however many ways lead to it.
    private func canCome(_ release: Release, into environment: String, _ answers: inout [String: Bool]) -> Bool {
        if let answer = answers[environment] { return answer }
        let answer = mayEnter(release, environment, &answers)
        answers[environment] = answer
        return answer
    }

    private func mayEnter(_ release: Release, _ environment: String, _ answers: inout [String: Bool]) -> Bool {
        guard let stage = pipeline.stage(environment) else { return false }
        let own = self[environment]
        // What it declares is not known yet.
        guard let current = own.current else { return true }
        let isBegun = own.promotion?.release == release.id
        if isBegun, own.promotion?.hasFailed == false { return true }
        if current.release == release.id {
            // What a person wrote there is verified by nobody.
            return !isRefused(release.id, in: environment) && (isBegun || current.verifiedAt != nil)
        }
        if let kept = keptOut(release, stage) { return kept == .failed }
        for upstream in stage.after where soaked(release.id, in: upstream, for: stage.soakTime) == .never {
            guard canCome(release, into: upstream, &answers) else { return false }
        }
        for canary in missingCanaries(release.id, stage) {
            guard canCome(release, into: canary, &answers) else { return false }
        }
        return true
    }
}
