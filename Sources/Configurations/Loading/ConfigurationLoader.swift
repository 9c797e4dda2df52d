import Foundation
import Manifests
import Promotion

/// Reads sluice.yaml, environments/*.yaml and pipelines/*.yaml below a directory.
package enum ConfigurationLoader {
    /// The configuration, or everything that is wrong with it: all errors of all files, never only the first.
    ///
    /// Reads files and nothing else: no secret is looked up, no server is asked. Relative paths in the configuration start
    /// from the directory, and are absolute afterwards.
    package static func load(directory: String) throws(ConfigurationErrors) -> Configuration {
        let directory = URL(fileURLWithPath: directory).standardizedFileURL.path
        let listing = FileListing(directory: directory)
        var findings = listing.findings
        let drafts = Drafts(listing, directory: directory, findings: &findings)
        for check in checks { check(drafts, &findings) }
        guard findings.errors.isEmpty, let settings = drafts.settings?.draft?.settings else {
            throw ConfigurationErrors(issues: findings.errors.uniqued())
        }
        return Configuration(
            settings: settings,
            environments: drafts.environments.compactMapValues { environment in
                environment.draft?.environment(named: environment.name, settings)
            },
            pipelines: Dictionary(
                uniqueKeysWithValues: drafts.pipelines.compactMap { pipeline in
                    pipeline.draft.map { ($0.pipeline(named: pipeline.name, interval: settings.interval)) }
                }.map { ($0.name, $0) }),
            files: listing.files.map(\.path).sorted(), warnings: findings.warnings.uniqued())
    }

    /// Each looks at all files together and notes what is wrong.
    private static let checks: [@Sendable (Drafts, inout Findings) -> Void] = [
        checkReferences, checkVerifications, checkGraphs, checkSources, checkPlaces, checkCredentials, checkNames,
        checkForges, checkPeople,
        checkApprovals,
        checkExposure, checkRunners, checkLiveDrift,
    ]
}

/// What was found to be wrong so far.
struct Findings {
    private(set) var errors: [ConfigurationIssue] = []
    private(set) var warnings: [ConfigurationIssue] = []

    mutating func refuse(_ issues: [ConfigurationIssue]) { errors += issues }

    mutating func refuse(at location: Location, _ message: String) {
        errors.append(ConfigurationIssue(at: location, message))
    }

    mutating func warn(at location: Location, _ message: String) {
        warnings.append(ConfigurationIssue(at: location, message))
    }
}

extension [ConfigurationIssue] {
    /// In the order of their places, each once: an edit that several stages share may be wrong in each of them.
    fileprivate func uniqued() -> [ConfigurationIssue] { Set(self).sorted() }
}
