/// What the three kinds of files may hold, for editors, validators and people; made of the definitions that decode them.
package enum ConfigurationSchema {
    /// The JSON Schemas, draft 2020-12, by the name of their file.
    package static var schemas: [(file: String, text: String)] {
        files.map { (file: $0.schema, text: $0.mapping.document.text) }
    }

    /// The tables of keys in Markdown, by the name of the schema's file.
    package static var tables: [(file: String, text: String)] {
        files.map { (file: $0.schema, text: KeyTable($0.mapping).text) }
    }

    private static var files: [(schema: String, mapping: MappingShape)] {
        [
            ("sluice.json", settingsFile.shape), ("environment.json", environmentFile.shape),
            ("pipeline.json", pipelineFile.shape),
        ]
        .compactMap { name, shape in
            if case .mapping(let mapping) = shape { (name, mapping) } else { nil }
        }
    }
}
