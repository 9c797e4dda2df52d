import Foundation
import HTTPTransport

/// What the adapter reads of an Argo CD application (`v1alpha1Application`); every member may be missing.
struct Application: Decodable, Sendable {
    var metadata = Metadata()
    var spec: Spec?
    var operation: Operation?
    var status: Status?

    struct Metadata: Decodable, Sendable {
        var name: String?
        var namespace: String?
        var resourceVersion: String?
        var deletionTimestamp: ArgoTime?
        var ownerReferences: [Owner]?

        struct Owner: Decodable, Sendable {
            var kind: String?
            var name: String?
        }
    }

    struct Spec: Decodable, Sendable {
        var project: String?
        var source: Source?
        var sources: [Source]?
        var sourceHydrator: Hydrator?
        var syncPolicy: SyncPolicy?

        struct Source: Decodable, Sendable {
            var repoURL: String?
            var name: String?
        }

        /// Only whether there is one matters.
        struct Hydrator: Decodable, Sendable {}

        struct SyncPolicy: Decodable, Sendable {
            var automated: Automated?

            struct Automated: Decodable, Sendable {
                /// True where it is missing.
                var enabled: Bool?
            }
        }
    }

    struct Operation: Decodable, Sendable {
        var info: [Info]?
        var initiatedBy: Initiator?
        var sync: Sync?

        struct Info: Decodable, Sendable {
            var name: String?
            var value: String?
        }

        struct Initiator: Decodable, Sendable {
            var username: String?
            var automated: Bool?
        }

        struct Sync: Decodable, Sendable {
            var revision: String?
            var revisions: [String]?
            var dryRun: Bool?
        }
    }

    struct Status: Decodable, Sendable {
        var sync: Comparison?
        var health: Health?
        var operationState: OperationState?
        var conditions: [Condition]?
        var reconciledAt: ArgoTime?
        var history: [Deployment]?
        var resources: [Resource]?

        struct Comparison: Decodable, Sendable {
            var status: String?
            var revision: String?
            var revisions: [String]?
        }

        struct Health: Decodable, Sendable {
            var status: String?
            var message: String?
        }

        struct Condition: Decodable, Sendable {
            var type: String?
            var message: String?
        }

        /// A sync that succeeded; ids count up.
        struct Deployment: Decodable, Sendable {
            var id: Int?
            var revision: String?
            var revisions: [String]?
        }

        struct Resource: Decodable, Sendable {
            var kind: String?
            var name: String?
            var namespace: String?
            var status: String?
            var health: Health?
        }
    }

    struct OperationState: Decodable, Sendable {
        var phase: String?
        var message: String?
        var operation: Operation?
        var startedAt: ArgoTime?
        var finishedAt: ArgoTime?
        var retryCount: Int?
        var syncResult: Result?

        struct Result: Decodable, Sendable {
            var revision: String?
            var revisions: [String]?
            var resources: [Resource]?
        }

        struct Resource: Decodable, Sendable {
            var kind: String?
            var name: String?
            var namespace: String?
            /// Synced, SyncFailed, Pruned, PruneSkipped
            var status: String?
            /// Of a hook, or of one resource's wait for health: Running, Failed, Error, Succeeded
            var hookPhase: String?
            var message: String?
        }
    }
}

/// A time as Argo CD writes it; nil where it writes something else.
struct ArgoTime: Decodable, Sendable, Equatable {
    let date: Date?

    init(_ date: Date) { self.date = date }

    init(from decoder: any Decoder) throws {
        date = InternetTime.parse(try decoder.singleValueContainer().decode(String.self))
    }
}

extension Application {
    var name: String { metadata.name ?? "" }

    /// Where it is in the whole of Argo CD.
    var place: String { "\(metadata.namespace ?? "")/\(name)" }

    /// Counts up with each change; nil where it is no number.
    var version: UInt64? { metadata.resourceVersion.flatMap { UInt64($0) } }

    /// Whether the application syncs by itself what its branch holds.
    var isAutomated: Bool { spec?.syncPolicy?.automated.map { $0.enabled ?? true } ?? false }

    /// Whether it has `sources`, whose revisions are lists.
    var hasSources: Bool { spec?.sources?.isEmpty == false }

    /// Of the newest sync that succeeded, counted from zero; -1 where there was none.
    var newestDeployment: Int { status?.history?.compactMap(\.id).max() ?? -1 }
}

/// `GET /api/v1/applications`
struct ApplicationList: Decodable, Sendable {
    var items: [Application]?
}

/// `GET /api/v1/applications/{name}/syncwindows`
struct SyncWindows: Decodable, Sendable {
    var activeWindows: [Window]?
    var assignedWindows: [Window]?
    var canSync: Bool?

    struct Window: Decodable, Sendable {
        var kind: String?
        var schedule: String?
        var duration: String?
    }
}
