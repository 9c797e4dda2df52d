extension Selector {
    /// Nil where there are no steps, or more than ``maximumSteps``.
    init?(_ steps: [Step]) {
        guard (1...Self.maximumSteps).contains(steps.count) else { return nil }
        self.steps = steps
    }
}
