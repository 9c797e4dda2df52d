/// What somebody may do. Each role may do what the one before it may.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// See.
    case viewer
    /// Promote, retry, roll back, hold, resume, pin.
    case promoter
    /// Approve and reject.
    case approver
    /// Everything, reloading and backups too.
    case admin

    package static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
