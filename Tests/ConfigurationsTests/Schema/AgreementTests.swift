import Foundation
import TestServers
import Testing

@testable import Configurations

/// The schemas are checked by another implementation of JSON Schema, over another parser of YAML.
@Suite("Schema and decoder agree")
struct AgreementTests {
    static let exampleFiles =
        ["sluice.yaml", "environments/dev.yaml", "environments/staging.yaml", "environments/prod.yaml"]
        + ["pipelines/webshop.yaml"]
    static let wholeFiles = [
        "sluice.yaml", "environments/dev.yaml", "environments/prod.yaml", "environments/argocd.yaml",
        "pipelines/payments.yaml",
    ]

    private static let everythingFolder = goldenFolder.appendingPathComponent("everything")

    @Test("The schema accepts the example files", arguments: Self.exampleFiles)
    func examples(file: String) throws {
        #expect(try check(file, in: repositoryFolder).errors == [])
        let first = try String(contentsOf: repositoryFolder.appendingPathComponent(file), encoding: .utf8)
            .split(separator: "\n").first
        let schema = (file.contains("/") ? "../" : "") + "schema/\(schemaName(file))"
        #expect(first == "# yaml-language-server: $schema=\(schema)")
    }

    @Test("The schema accepts files with every key that there is", arguments: Self.wholeFiles)
    func everything(file: String) throws {
        #expect(try check(file, in: Self.everythingFolder).errors == [])
    }

    @Test("No key of the schemas is missing in the files with every key")
    func completeness() throws {
        // No environment has more than one reconciler, and no cluster is reached in more than one way.
        let folder = Self.everythingFolder.appendingPathComponent("environments").path
        let unused = try FileManager.default.contentsOfDirectory(atPath: folder).map {
            Set(try check("environments/\($0)", in: Self.everythingFolder).unused)
        }
        #expect(unused.dropFirst().reduce(unused[0]) { $0.intersection($1) } == [])
        // Commits are signed by a key or by the agent, so that no file has both.
        #expect(try check("sluice.yaml", in: Self.everythingFolder).unused == ["git.signing.agent"])
        #expect(try check("pipelines/payments.yaml", in: Self.everythingFolder).unused == [])
    }

    @Test("What has a wrong shape is refused by both, and what has a right one by neither", arguments: Self.wholeFiles)
    func mutants(file: String) throws {
        let answer = try python("mutate", file, in: Self.everythingFolder)
        let mutants = try JSONDecoder().decode([Mutant].self, from: Data(answer.utf8))
        #expect(mutants.count > 30)
        for mutant in mutants {
            let issues = try issues(of: mutant.text, as: file)
            #expect(issues.isEmpty != mutant.refused || knowsMore(of: mutant), "\(mutant.what): \(issues)")
        }
    }

    /// A schema cannot say that a policy is needed beside an image or tags, and not beside a branch.
    private func knowsMore(of mutant: Mutant) -> Bool { mutant.what.hasSuffix(": without policy") && !mutant.refused }

    private func issues(of text: String, as file: String) throws -> [String] {
        switch schemaName(file) {
        case "sluice.json": try decode(settingsFile, text).issues
        case "environment.json": try decode(environmentFile, text).issues
        default: try decode(pipelineFile, text).issues
        }
    }

    private struct Mutant: Decodable {
        let what: String
        let text: String
        let refused: Bool
    }

    private struct Verdict: Decodable {
        let errors: [String]
        let unused: [String]
    }

    private func check(_ file: String, in folder: URL) throws -> Verdict {
        try JSONDecoder().decode(Verdict.self, from: Data(try python("check", file, in: folder).utf8))
    }

    private func python(_ command: String, _ file: String, in folder: URL) throws -> String {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("validate.py")
        return try run([
            "python3", script.path, command, repositoryFolder.appendingPathComponent("schema/\(schemaName(file))").path,
            folder.appendingPathComponent(file).path,
        ]).output
    }

    private func schemaName(_ file: String) -> String {
        file.hasPrefix("environments/")
            ? "environment.json" : file.hasPrefix("pipelines/") ? "pipeline.json" : "sluice.json"
    }
}
