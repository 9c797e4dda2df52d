import Configuration
import Foundation
import TestServers
import Testing

/// The schemas are checked by another implementation of JSON Schema, over another parser of YAML.
@Suite("Schema and decoder agree")
struct AgreementTests {
    static let exampleFiles =
        ["sluice.yaml", "environments/dev.yaml", "environments/staging.yaml", "environments/prod.yaml"]
        + ["pipelines/webshop.yaml"]
    static let wholeFiles = [
        "sluice.yaml", "environments/dev.yaml", "environments/prod.yaml", "pipelines/payments.yaml",
    ]

    private static let everythingFolder = goldenFolder.appendingPathComponent("everything")

    @Test("The schema accepts the example files", arguments: Self.exampleFiles)
    func examples(file: String) throws {
        #expect(try check(file, in: repository).errors == [])
        let first = try String(contentsOf: repository.appendingPathComponent(file), encoding: .utf8)
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
        let environments = ["environments/dev.yaml", "environments/prod.yaml"]
        let unused = try environments.map { Set(try check($0, in: Self.everythingFolder).unused) }
        #expect(unused[0].intersection(unused[1]) == [])
        #expect(try check("sluice.yaml", in: Self.everythingFolder).unused == [])
        #expect(try check("pipelines/payments.yaml", in: Self.everythingFolder).unused == [])
    }

    @Test(
        "What the schema refuses the decoder refuses, and what has a wrong shape both refuse",
        arguments: Self.wholeFiles)
    func mutants(file: String) throws {
        let directory = try TemporaryDirectory("configuration")
        try FileManager.default.removeItem(at: directory.url)
        try FileManager.default.copyItem(at: Self.everythingFolder, to: directory.url)
        let answer = try python("mutate", file, in: Self.everythingFolder)
        let mutants = try JSONDecoder().decode([Mutant].self, from: Data(answer.utf8))
        #expect(mutants.count > 30)
        for mutant in mutants {
            try directory.write(mutant.text, to: file)
            let errors = errors(in: directory.path)
            if mutant.refused { #expect(errors != nil, "the decoder accepts \(mutant.what)") }
            let hasWrongShape = !mutant.what.contains(": without ")
            if hasWrongShape, !isFree(mutant, in: file) { #expect(mutant.refused, "the schema accepts \(mutant.what)") }
            for issue in errors?.issues ?? [] where issue.location.file == file {
                #expect(issue.location.line == 1 && issue.location.column <= mutant.text.unicodeScalars.count + 1)
            }
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
            "python3", script.path, command, repository.appendingPathComponent("schema/\(schemaName(file))").path,
            folder.appendingPathComponent(file).path,
        ]).output
    }

    private func schemaName(_ file: String) -> String {
        file.hasPrefix("environments/")
            ? "environment.json" : file.hasPrefix("pipelines/") ? "pipeline.json" : "sluice.json"
    }

    private func errors(in directory: String) -> ConfigurationErrors? {
        do throws(ConfigurationErrors) {
            _ = try ConfigurationLoader.load(directory: directory)
            return nil
        } catch {
            return error
        }
    }

    /// A key more is no error in a mapping whose keys the writer chooses; a selector can have any words in it.
    private func isFree(_ mutant: Mutant, in file: String) -> Bool { mutant.what.hasSuffix("/set: one key more") }
}
