import Manifests

@testable import Configurations

/// What a description makes of a piece of YAML, and what it finds wrong with it as `line:column: message`.
func decode<Output>(_ value: Value<Output>, _ yaml: String) throws -> (output: Output?, issues: [String]) {
    let decoding = Decoding(file: "test.yaml", directory: "/etc/sluice", patterns: PatternCache())
    let output = value.decode(try YAMLTree.parse(Array(yaml.utf8), file: "test.yaml"), decoding)
    return (output, decoding.issues.map { "\($0.location.line):\($0.location.column): \($0.message)" })
}
