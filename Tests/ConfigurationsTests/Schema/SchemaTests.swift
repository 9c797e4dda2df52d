import Configurations
import Foundation
import Testing

@Suite("Schemas and tables")
struct SchemaTests {
    @Test("The committed schema is the generated one", arguments: ConfigurationSchema.schemas.map(\.file))
    func schema(file: String) throws {
        let text = try #require(ConfigurationSchema.schemas.first { $0.file == file }?.text)
        try expectRecorded(text, at: repository.appendingPathComponent("schema/\(file)"))
    }

    @Test("The tables of docs/configuration.md are the generated ones")
    func tables() throws {
        let page = repository.appendingPathComponent("docs/configuration.md")
        var text = try String(contentsOf: page, encoding: .utf8)
        for table in ConfigurationSchema.tables {
            let start = try #require(text.range(of: "<!-- generated: \(table.file) -->\n"))
            let end = try #require(text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
            text.replaceSubrange(start.upperBound..<end.lowerBound, with: "\n\(table.text)\n")
        }
        try expectRecorded(text, at: page)
    }
}
