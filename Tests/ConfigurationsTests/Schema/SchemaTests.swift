import Configurations
import TestServers
import Testing

@Suite("Schemas and tables")
struct SchemaTests {
    @Test("The committed schema is the generated one", arguments: ConfigurationSchema.schemas.map(\.file))
    func schema(file: String) throws {
        let text = try #require(ConfigurationSchema.schemas.first { $0.file == file }?.text)
        try expectRecorded(text, at: "schema/\(file)")
    }

    @Test("The tables of docs/configuration.md are the generated ones")
    func tables() throws {
        for table in ConfigurationSchema.tables {
            let text = try page("docs/configuration.md", replacing: table.file, with: table.text)
            try expectRecorded(text, at: "docs/configuration.md")
        }
    }
}
