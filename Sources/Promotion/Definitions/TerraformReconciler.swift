package import Foundation

/// A workspace of HCP Terraform, or of Terraform Enterprise, that is connected to the environment's repository.
package struct TerraformReconciler: Sendable, Hashable {
    package var url: String
    package var token: Secret
    package var caFile: String?
    package var organization: String
    package var workspace: Template
    package var start: RunStart
    /// Whether Sluice confirms a plan that waits for that; otherwise people do.
    package var applies: Bool
    /// Seconds between two runs that only plan, which tell whether what is live is still as it is declared; nil for none.
    package var driftRun: TimeInterval?
    /// Seconds until one request is given up.
    package var deadline: TimeInterval

    package init(
        url: String = "https://app.terraform.io", token: Secret, caFile: String? = nil, organization: String,
        workspace: Template, start: RunStart = .adopt, applies: Bool = false, driftRun: TimeInterval? = nil,
        deadline: TimeInterval = 30
    ) {
        self.url = url
        self.token = token
        self.caFile = caFile
        self.organization = organization
        self.workspace = workspace
        self.start = start
        self.applies = applies
        self.driftRun = driftRun
        self.deadline = deadline
    }
}
