package import Foundation

/// Why something stands still: one sentence, since when or until when, and who can act.
package struct Waiting: Sendable, Hashable, Codable {
    package enum Gate: String, Sendable, Hashable, Codable, CaseIterable {
        /// The stage's repository was not read yet, or can't be.
        case repository
        /// No release is wanted here: up to date, or nothing was found.
        case source
        case upstream
        case soak
        /// The release that runs here is soaking for a later stage.
        case soaking
        /// A canary of the stage's group has not verified the release.
        case canary
        /// As many members of the stage's group are on their way as may be.
        case turn
        /// The release failed in another member of the stage's group.
        case stopped
        case approval
        case window
        case freeze
        case hold
        case pin
        /// The wanted version is older than the current one.
        case downgrade
        /// Rejected, failed or rolled past.
        case refused
        /// Something failed and is tried again.
        case retry
        /// The edits are being made.
        case plan
        /// The commit is on its way.
        case delivery
        /// The merge request is being opened, or waits for people or machines on its host.
        case mergeRequest
        case reconciler
        /// It is live, and is tested.
        case verification
        /// What is live is not as it is declared, here or in a stage before this one.
        case drift
    }

    package var gate: Gate
    /// One sentence.
    package var message: String
    /// When it opens by itself, where that is known.
    package var until: Date?
    /// Who can open it: users and groups.
    package var who: [String]

    package init(_ gate: Gate, _ message: String, until: Date? = nil, who: [String] = []) {
        self.gate = gate
        self.message = message
        self.until = until
        self.who = who
    }
}

extension Waiting.Gate {
    /// Whether no merge request is opened while this gate is closed; others are what it is there to wait for.
    package var keepsFromProposing: Bool { self == .hold || self == .pin || self == .soaking || self == .stopped }
}
