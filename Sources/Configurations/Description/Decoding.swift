import Manifests

/// The decoding of one file: where it stands, what was found to be wrong, and what is shared with the other files.
final class Decoding {
    let file: String
    /// The absolute path of the directory that relative paths start from.
    let directory: String
    let patterns: PatternCache
    private(set) var issues: [ConfigurationIssue] = []

    init(file: String, directory: String, patterns: PatternCache) {
        self.file = file
        self.directory = directory
        self.patterns = patterns
    }

    func location(_ position: Position) -> Location {
        Location(file: file, line: position.line, column: position.column)
    }

    func refuse(at location: Location, _ message: String) {
        issues.append(ConfigurationIssue(at: location, message))
    }

    func refuse(_ node: YAMLNode, _ message: String) { refuse(at: location(node.position), message) }

    /// Notes that a node is of another kind than its shape asks for. What may be a misplaced secret is not repeated.
    func refuse(_ node: YAMLNode, expected shape: Shape) {
        let found = shape.holdsSecret && node.scalar != nil && !node.isNull ? "something else" : Self.describe(node)
        refuse(node, "expected \(shape.expectation), found \(found)")
    }

    func sequence(_ node: YAMLNode, expected shape: Shape) -> [YAMLNode]? {
        guard hasNoTag(node) else { return nil }
        if let nodes = node.sequence { return nodes }
        refuse(node, expected: shape)
        return nil
    }

    func pairs(_ node: YAMLNode, expected shape: Shape) -> [YAMLPair]? {
        guard hasNoTag(node) else { return nil }
        if let pairs = node.mapping { return pairs }
        refuse(node, expected: shape)
        return nil
    }

    /// Refuses a tag, which would ask for another type than the text's own: only `!!str` means something here.
    ///
    /// The tag is not repeated: it may be a secret that begins with `!`.
    func hasNoTag(_ node: YAMLNode) -> Bool {
        guard let tag = node.tag, !(tag == "tag:yaml.org,2002:str" && node.scalar != nil) else { return true }
        refuse(node, "a tag (`!…`) means nothing here; remove it, or put the text in quotes")
        return false
    }

    /// The type of a plain scalar by YAML 1.2's core schema; a quoted one, or one tagged `!!str`, is a string.
    static func type(_ scalar: YAMLScalar, tag: String?) -> PlainType {
        scalar.style == .plain && tag == nil ? PlainType.core(scalar.value) : .string
    }

    /// What stands somewhere, for an error.
    private static func describe(_ node: YAMLNode) -> String {
        guard let scalar = node.scalar else { return node.sequence == nil ? "a mapping" : "a list" }
        switch type(scalar, tag: node.tag) {
        case .null: return "nothing"
        case .boolean: return "the boolean \(scalar.value); put it in quotes if the word is meant"
        case .integer, .float: return "the number \(quoted(scalar.value))"
        default: return "the text \(quoted(scalar.value))"
        }
    }
}
