package import Foundation

/// An Argo CD whose applications make clusters match the branch.
package struct ArgoCDReconciler: Sendable, Hashable {
    /// Where it is, with a path where it lives below one.
    package var url: String
    package var token: Secret
    package var caFile: String?
    package var applications: Applications
    /// The namespace of the applications, where it is another than Argo CD's own.
    package var appNamespace: String?
    /// The applications' project. Without it Argo CD does not tell an application that is missing from one that it hides.
    package var project: String?
    /// Whether applications that do not sync by themselves are told to; otherwise they are only watched.
    package var syncs: Bool
    /// Whether such a sync deletes what the repository does not declare any more.
    package var prunes: Bool
    /// Which of several sources follows the environment's branch; those of its repository where it is nil.
    package var source: Source?
    /// Seconds until one request is given up.
    package var deadline: TimeInterval

    /// Which applications stand for a stage. All of them have to be live.
    package enum Applications: Sendable, Hashable {
        case named(Template)
        /// A label selector of Kubernetes: `team=payments,tier!=batch`.
        case selected(Template)
        /// Those that an ApplicationSet of this name has generated.
        case generated(by: Template)
    }

    /// One of an application's sources.
    package enum Source: Sendable, Hashable {
        /// Counted from one.
        case position(Int)
        case name(String)
    }

    package init(
        url: String, token: Secret, caFile: String? = nil, applications: Applications, appNamespace: String? = nil,
        project: String? = nil, syncs: Bool = true, prunes: Bool = false, source: Source? = nil,
        deadline: TimeInterval = 30
    ) {
        self.url = url
        self.token = token
        self.caFile = caFile
        self.applications = applications
        self.appNamespace = appNamespace
        self.project = project
        self.syncs = syncs
        self.prunes = prunes
        self.source = source
        self.deadline = deadline
    }
}
