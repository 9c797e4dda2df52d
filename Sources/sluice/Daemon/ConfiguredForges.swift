import Configurations
import Forges
import HTTPTransport
import Promotion
import Secrets
import Synchronization

/// The Git hosts of the configuration in force, each with its budget and its memory of answers.
final class ConfiguredForges: Sendable {
    private struct Made {
        var definitions: [String: ForgeDefinition] = [:]
        var forges: [String: any Forge] = [:]
    }

    private let live: LiveConfiguration
    private let http: any HTTPSending
    private let made = Mutex(Made())

    init(_ live: LiveConfiguration, http: any HTTPSending) {
        self.live = live
        self.http = PacedByHost(http, requestsPerSecond: [:])
    }

    /// By name. One whose entry did not change is the same object as before, with what it knows of the host's limits.
    var forges: [String: any Forge] {
        let definitions = live.current.settings.forges
        return made.withLock { made in
            if made.definitions != definitions {
                var forges: [String: any Forge] = [:]
                for (name, definition) in definitions {
                    let known = made.definitions[name] == definition ? made.forges[name] : nil
                    forges[name] = known ?? make(definition)
                }
                made = Made(definitions: definitions, forges: forges)
            }
            return made.forges
        }
    }

    private func make(_ definition: ForgeDefinition) -> any Forge {
        // The secrets of the configuration in force when the token is needed: files may have been renewed.
        var settings = ForgeSettings(kind: definition.kind, url: definition.url) { [live] in
            Result { () throws(Problem) in
                guard let token = definition.token else { throw .permanent("This forge has no token.") }
                return try live.current.secrets.text(token)
            }
        }
        if let app = definition.app {
            settings.app = GitHubApp(id: app.id, installation: app.installation) { [live] in
                Result { () throws(Problem) in
                    String(decoding: try live.current.secrets.read(app.key).bytes, as: UTF8.self)
                }
            }
        }
        settings.caFile = definition.caFile
        settings.allowPlaintext = definition.url.hasPrefix("http://")
        settings.allowLocal = WebURL(definition.url)?.namesThisMachine == true
        return Forges.make(settings, sender: http)
    }
}
