extension Shape {
    /// The JSON Schema, draft 2020-12, of what the decoder accepts. It accepts a little more than the decoder, which also
    /// knows what a text means; it never refuses what the decoder accepts.
    var schema: JSONValue {
        switch self {
        case .text(let text): text.schema
        case .boolean: ["type": "boolean"]
        case .number(let range, let isInteger):
            [
                "type": isInteger ? "integer" : "number", "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .list(let element, let minimum):
            JSONValue.object([]).adding(
                [("type", "array"), ("items", element.schema)]
                    + (minimum > 0 ? [("minItems", .number(Double(minimum)))] : []))
        case .table(let keys, let values, let minimum):
            JSONValue.object([]).adding(
                [("type", "object"), ("propertyNames", keys.schemaOfKeys), ("additionalProperties", values.schema)]
                    + (minimum > 0 ? [("minProperties", .number(Double(minimum)))] : []))
        case .mapping(let mapping): mapping.schema
        case .choice(let shapes): ["anyOf": .array(shapes.map(\.schema))]
        }
    }
}

extension TextShape {
    fileprivate var schema: JSONValue {
        if !words.isEmpty {
            return [
                "enum": .array(words.map { .string($0.text) }),
                "markdownEnumDescriptions": .array(words.map { .string($0.meaning) }),
            ]
        }
        var members: [(String, JSONValue)] = [("type", acceptsNumbers ? ["string", "number"] : "string")]
        if pattern == nil { members.append(("minLength", .number(1))) }
        if let pattern { members.append(("pattern", .string(pattern))) }
        if let example { members.append(("examples", [.string(example)])) }
        return JSONValue.object([]).adding(members)
    }

    /// A key is a string, whatever it looks like.
    fileprivate var schemaOfKeys: JSONValue {
        pattern.map { ["pattern": .string($0)] } ?? ["minLength": .number(1)]
    }
}

extension MappingShape {
    /// The schema of a mapping with `$schema` and a title, as a file of its own.
    var document: JSONValue {
        JSONValue.object([]).adding([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", .string("Sluice: \(name)")),
        ]).adding(members)
    }

    fileprivate var schema: JSONValue { JSONValue.object([]).adding(members) }

    private var members: [(String, JSONValue)] {
        let properties = JSONValue.object([]).adding(
            fields.map { ($0.key, $0.schema) } + later.map { ($0.name, $0.schema) })
        var members: [(String, JSONValue)] = [
            ("type", "object"), ("properties", properties), ("additionalProperties", .bool(false)),
        ]
        let required = fields.filter(\.isRequired).map(\.key)
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
        if !rules.isEmpty { members.append(("allOf", .array(rules.map(\.schema)))) }
        return members
    }
}

extension FieldShape {
    fileprivate var schema: JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(meaning))]
        if let defaultText { members.append(("default", defaultValue(defaultText))) }
        guard case .object(let own) = shape.schema else { return shape.schema }
        return JSONValue.object([]).adding(members).adding(own.map { ($0.key, $0.value) })
    }

    private func defaultValue(_ text: String) -> JSONValue {
        switch shape {
        case .boolean: .bool(text == "true")
        case .number: Double(text).map { .number($0) } ?? .string(text)
        default: .string(text)
        }
    }
}

extension Later {
    /// A schema that nothing fits, so that an editor marks the key and says why.
    fileprivate var schema: JSONValue {
        ["description": .string("Not built yet: will bring \(brings). Refuses the configuration."), "not": .object([])]
    }
}

extension KeyRule {
    fileprivate var schema: JSONValue {
        switch self {
        case .exactlyOne(let keys): ["oneOf": Self.required(keys)]
        case .atLeastOne(let keys): ["anyOf": Self.required(keys)]
        case .needs(let key, let other): ["dependentRequired": .object([.init(key: key, value: [.string(other)])])]
        case .needsOne(let key, let others):
            ["dependentSchemas": .object([.init(key: key, value: ["anyOf": Self.required(others)])])]
        }
    }

    private static func required(_ keys: [String]) -> JSONValue { .array(keys.map { ["required": [.string($0)]] }) }
}
