/// The stages that are made of one template, and how a release passes them.
package struct StageGroup: Sendable, Hashable {
    /// What `after` of a later stage calls all of them.
    package var name: String
    /// The environments, in the order in which a release takes them.
    package var members: [String]
    /// The members that verify a release before any other gets it.
    package var canaries: [String]
    /// How many members may have a promotion on its way at a time; nil: all of them.
    package var maxParallel: Int?
    /// Whether a release that failed in one member goes into no other.
    package var stopsOnFailure: Bool

    package init(
        name: String, members: [String], canaries: [String] = [], maxParallel: Int? = nil, stopsOnFailure: Bool = true
    ) {
        self.name = name
        self.members = members
        self.canaries = canaries
        self.maxParallel = maxParallel
        self.stopsOnFailure = stopsOnFailure
    }
}

extension Stage {
    /// The members of its group that a release must be verified in before it comes here; none for those members themselves.
    package var canaries: [String] {
        guard let group, !group.canaries.contains(environment) else { return [] }
        return group.canaries
    }

    /// Whether people who follow this stage are told where another one stands: of its own group, which may be large, only
    /// the canaries matter to it.
    func tells(of other: Stage) -> Bool {
        guard other.environment != environment else { return false }
        return group == nil || other.group?.name != group?.name || canaries.contains(other.environment)
    }
}
