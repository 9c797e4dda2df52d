import ArgumentParser
import Configurations
import Foundation
import HTTPTransport

/// Where the daemon is, and who asks.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's address. Else SLUICE_SERVER, else `listen` of ./sluice.yaml, else \(Self.usual).",
            valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp("A file with the token; else the token is in SLUICE_TOKEN.", valueName: "path"),
        completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file of the authorities to trust instead of the system's; else SLUICE_CA_FILE.", valueName: "path"),
        completion: .file())
    var caFile: String?

    static let usual = "http://127.0.0.1:8440"

    /// The client that these options make. Throws a failure where a file cannot be read.
    func client(
        environment: [String: String] = ProcessInfo.processInfo.environment, directory: String = "."
    ) throws -> APIClient {
        APIClient(
            base: base(environment, directory), token: try token(environment),
            caFile: caFile ?? environment["SLUICE_CA_FILE"], http: try HTTPClient())
    }

    /// Without the slash at its end.
    func base(_ environment: [String: String], _ directory: String) -> String {
        var base = server ?? environment["SLUICE_SERVER"] ?? Self.configured(directory) ?? Self.usual
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }

    private static func configured(_ directory: String) -> String? {
        guard let settings = ConfigurationLoader.settings(directory: directory) else { return nil }
        var listen = settings.listen
        // A daemon that listens everywhere is reached here on loopback.
        if listen.host == "0.0.0.0" { listen.host = "127.0.0.1" }
        if listen.host == "::" { listen.host = "::1" }
        return "\(settings.tls == nil ? "http" : "https")://\(listen)"
    }

    func token(_ environment: [String: String]) throws(Failure) -> String? {
        guard let tokenFile else { return environment["SLUICE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 } }
        guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw Failure(.failed, "The token file \(tokenFile) cannot be read.")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
