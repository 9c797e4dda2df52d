import ArgumentParser
import Foundation
import Web

/// How an answer is written.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, wide, json, yaml
}

/// What commands that answer with data take.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "How the answer is written.")
    var output = OutputFormat.table

    var isWide: Bool { output == .wide }

    /// The answer as it was asked for: for programs the API's own JSON, or the same as YAML; else the text for people.
    func text(of value: some Encodable, forPeople: (Terminal) -> String) throws(Failure) -> String {
        switch output {
        case .table, .wide: return forPeople(.standardOutput)
        case .json, .yaml:
            let encoder = JSONEncoder.api
            encoder.outputFormatting.insert(.prettyPrinted)
            do {
                let data = try encoder.encode(value)
                if output == .json { return String(decoding: data, as: UTF8.self) + "\n" }
                return YAMLText.text(of: try JSONDecoder().decode(JSONNode.self, from: data))
            } catch {
                throw Failure(.failed, "The answer cannot be written as \(output.rawValue).")
            }
        }
    }

    func show(_ value: some Encodable, forPeople: (Terminal) -> String) throws(Failure) {
        try writeToStandardOutput(try text(of: value, forPeople: forPeople))
    }
}
