package import Promotion

/// A GitHub App, by which Sluice is asked for less than a person may do, and which outlives every person's token
/// (<https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app>).
package struct GitHubApp: Sendable {
    /// The App's id or client id, as its settings page shows them.
    package var id: String
    /// The number at the end of the address of the installation's settings; nil where the App is installed once.
    package var installation: Int?
    /// Its private key, RSA in PEM form, read each time that a token is made, and never kept.
    package var privateKey: @Sendable () -> Result<String, Problem>

    package init(
        id: String, installation: Int? = nil, privateKey: @escaping @Sendable () -> Result<String, Problem>
    ) {
        self.id = id
        self.installation = installation
        self.privateKey = privateKey
    }
}
