import Manifests

/// One key of a mapping: what it is called, what it means, and how its value is decoded.
struct Field<Output: Sendable>: Sendable {
    let shape: FieldShape
    let decode: @Sendable (YAMLNode, Decoding) -> Output?
    /// The value of a missing key; nil where the key is required.
    let missing: (@Sendable (YAMLNode, Decoding) -> Output?)?

    /// The value, or nil where a required one is missing or wrong.
    ///
    /// A wrong value of a key that is not required is noted and taken as missing: the configuration is refused anyway,
    /// and what surrounds it can be checked too.
    func decode(in pairs: [YAMLPair], of mapping: YAMLNode, _ decoding: Decoding) -> Output? {
        if let pair = pairs.first(where: { $0.key == shape.key }) {
            if pair.value.isNull {
                decoding.refuse(
                    pair.value,
                    "\(quoted(shape.key)) has no value; give it \(shape.shape.expectation), or remove the key")
            } else if let value = decode(pair.value, decoding) {
                return value
            }
        } else if missing == nil {
            decoding.refuse(mapping, "the key \(quoted(shape.key)) is missing; it takes \(shape.shape.expectation)")
        }
        return missing?(mapping, decoding)
    }
}

/// A key that must be there.
func required<Output: Sendable>(_ key: String, _ value: Value<Output>, _ meaning: String) -> Field<Output> {
    Field(
        shape: FieldShape(key: key, shape: value.shape, meaning: meaning, isRequired: true, defaultText: nil),
        decode: { value.decode($0, $1) }, missing: nil)
}

/// A key that may be missing.
func optional<Output: Sendable>(_ key: String, _ value: Value<Output>, _ meaning: String) -> Field<Output?> {
    Field(
        shape: FieldShape(key: key, shape: value.shape, meaning: meaning, isRequired: false, defaultText: nil),
        decode: { value.decode($0, $1) }, missing: { _, _ in .some(nil) })
}

/// A list or table that is empty where its key is missing.
func optional<Element: Sendable>(_ key: String, _ value: Value<[Element]>, orEmpty meaning: String) -> Field<[Element]>
{
    Field(
        shape: FieldShape(key: key, shape: value.shape, meaning: meaning, isRequired: false, defaultText: nil),
        decode: { value.decode($0, $1) }, missing: { _, _ in [] })
}

/// A key that stands for its default where it is missing, decoded as if it had been written there.
func optional<Output: Sendable>(
    _ key: String, _ value: Value<Output>, default text: String, _ meaning: String
) -> Field<Output> {
    Field(
        shape: FieldShape(key: key, shape: value.shape, meaning: meaning, isRequired: false, defaultText: text),
        decode: { value.decode($0, $1) },
        missing: { mapping, decoding in
            value.decode(YAMLNode(.scalar(YAMLScalar(text, style: .plain)), at: mapping.position), decoding)
        })
}

/// A mapping that may be missing, and is then read as one without keys.
func optional<Output: Sendable>(_ key: String, _ value: Value<Output>, orDefaults meaning: String) -> Field<Output> {
    Field(
        shape: FieldShape(key: key, shape: value.shape, meaning: meaning, isRequired: false, defaultText: nil),
        decode: { value.decode($0, $1) },
        missing: { mapping, decoding in value.decode(YAMLNode(.mapping([]), at: mapping.position), decoding) })
}
