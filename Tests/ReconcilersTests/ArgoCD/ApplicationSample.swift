import Foundation
import PortsTestKit
import Promotion

@testable import Reconcilers

/// Applications as Argo CD writes them, for rules that look at one.
enum Sample {
    static let wanted = ReconcilerConformance.first
    static let descendant = ReconcilerConformance.third
    static let other = ReconcilerConformance.stranger
    static let promotion = PromotionID(hex: "5e1f")

    /// What tests change of an application that is live at `wanted` by our own sync.
    struct Parts: Sendable {
        var compared: String? = wanted.hex
        var sync = "Synced"
        var health = "Healthy"
        var healthMessage: String?
        var reconciledAt: String? = "2026-11-29T12:00:10Z"
        var phase: String? = "Succeeded"
        var message = "successfully synced"
        var finishedAt: String? = "2026-11-29T12:00:05Z"
        var operated = wanted.hex
        var isOurs = true
        var isDryRun = false
        /// An operation that is asked for, by whom, and at which revision.
        var asked: (user: String?, revision: String, isOurs: Bool)?
        var condition: (type: String, message: String)?
        var resources: [Application.Status.Resource] = []
        var failing: [Application.OperationState.Resource] = []
        var deployed: [String] = []
        var isAutomated = false
        var isDeleting = false
    }

    static func infos(_ isOurs: Bool) -> [Application.Operation.Info] {
        isOurs ? ApplicationLook.infos(promotion, wanted).map { .init(name: $0.name, value: $0.value) } : []
    }

    static func look(_ change: (inout Parts) -> Void = { _ in }) throws -> ApplicationLook {
        var parts = Parts()
        change(&parts)
        var application = Application()
        application.metadata.name = "shop"
        if parts.isDeleting { application.metadata.deletionTimestamp = ArgoTime(Date(timeIntervalSince1970: 0)) }
        application.spec = Application.Spec()
        if parts.isAutomated { application.spec?.syncPolicy = .init(automated: .init(enabled: nil)) }
        application.operation = parts.asked.map {
            Application.Operation(
                info: infos($0.isOurs), initiatedBy: .init(username: $0.user, automated: $0.user == nil),
                sync: .init(revision: $0.revision))
        }
        var status = Application.Status()
        status.sync = .init(status: parts.sync, revision: parts.compared)
        status.health = .init(status: parts.health, message: parts.healthMessage)
        status.reconciledAt = parts.reconciledAt.map { ArgoTime(InternetTimeSample.date($0)) }
        status.conditions = parts.condition.map { [.init(type: $0.type, message: $0.message)] } ?? []
        status.resources = parts.resources
        status.history = parts.deployed.enumerated().map { .init(id: $0.offset, revision: $0.element) }
        if let phase = parts.phase {
            status.operationState = Application.OperationState(
                phase: phase, message: parts.message,
                operation: .init(
                    info: infos(parts.isOurs), sync: .init(revision: parts.operated, dryRun: parts.isDryRun)),
                finishedAt: parts.finishedAt.map { ArgoTime(InternetTimeSample.date($0)) },
                syncResult: .init(revision: parts.operated, resources: parts.failing))
        }
        application.status = status
        return ApplicationLook(
            application: application, promotion: promotion, wanted: wanted,
            places: try SourcePlaces(
                of: application, choice: nil, remote: try RemoteURL("git@git.example.com:platform/prod.git")),
            carriers: [wanted.hex, descendant.hex])
    }
}

enum InternetTimeSample {
    static func date(_ text: String) -> Date { ISO8601DateFormatter().date(from: text) ?? .distantPast }
}
