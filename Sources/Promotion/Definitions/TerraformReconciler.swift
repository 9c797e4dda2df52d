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
    /// Seconds until one request is given up.
    package var deadline: TimeInterval

    package init(
        url: String = "https://app.terraform.io", token: Secret, caFile: String? = nil, organization: String,
        workspace: Template, start: RunStart = .adopt, applies: Bool = false, deadline: TimeInterval = 30
    ) {
        self.url = url
        self.token = token
        self.caFile = caFile
        self.organization = organization
        self.workspace = workspace
        self.start = start
        self.applies = applies
        self.deadline = deadline
    }
}
