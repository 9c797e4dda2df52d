import Foundation

/// What Terraform plans, as GitLab's reports say it (`artifacts:reports:terraform`): how many resources it makes, changes and
/// destroys.
struct PlanSummary: Codable, Sendable, Hashable, CustomStringConvertible {
    var create: Int
    var update: Int
    var delete: Int

    var description: String { "the plan creates \(create), updates \(update), deletes \(delete)" }

    /// Whether nothing would change.
    var isEmpty: Bool { create == 0 && update == 0 && delete == 0 }

    init(create: Int, update: Int, delete: Int) {
        self.create = create
        self.update = update
        self.delete = delete
    }

    /// Nil for what is no such report: more than 64 KiB, or other than three numbers.
    init?(report: some Sequence<UInt8>) {
        let data = Data(report)
        guard data.count <= 64 << 10, let plan = try? JSONDecoder().decode(Self.self, from: data),
            min(plan.create, plan.update, plan.delete) >= 0
        else { return nil }
        self = plan
    }
}
