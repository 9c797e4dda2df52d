import CYAML

extension yaml_event_t {
    /// The anchor that the node defines; not an alias's name.
    var anchor: UnsafePointer<CChar>? {
        let name: UnsafeMutablePointer<UInt8>? =
            switch type {
            case YAML_SCALAR_EVENT: data.scalar.anchor
            case YAML_SEQUENCE_START_EVENT: data.sequence_start.anchor
            case YAML_MAPPING_START_EVENT: data.mapping_start.anchor
            default: nil
            }
        return name.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
    }

    /// The node's explicit tag, resolved.
    var tag: UnsafePointer<CChar>? {
        let tag: UnsafeMutablePointer<UInt8>? =
            switch type {
            case YAML_SCALAR_EVENT: data.scalar.tag
            case YAML_SEQUENCE_START_EVENT: data.sequence_start.tag
            case YAML_MAPPING_START_EVENT: data.mapping_start.tag
            default: nil
            }
        return tag.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
    }

    /// Whether this scalar, as a key, merges its value into the mapping (YAML 1.1's `<<`).
    var isMergeKey: Bool {
        guard type == YAML_SCALAR_EVENT else { return false }
        let scalar = data.scalar
        guard scalar.style == YAML_PLAIN_SCALAR_STYLE, scalar.length == 2 else { return false }
        return scalar.value[0] == UInt8(ascii: "<") && scalar.value[1] == UInt8(ascii: "<")
    }
}

/// The payload of a scalar event; C names it only inside the event.
typealias ScalarEvent = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

extension ScalarEvent {
    /// The decoded text; valid as long as the event.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: value, count: length) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var nodeStyle: YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
