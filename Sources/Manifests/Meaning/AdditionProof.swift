import CYAML

/// Proves an addition: the new text's events are the old one's, and exactly the added ones in their place.
enum AdditionProof {
    static func holds(for new: [UInt8], over old: [UInt8], adding addition: Addition, limits: YAMLLimits) -> Bool {
        old.withUnsafeBufferPointer { old in
            new.withUnsafeBufferPointer { new in
                do throws(ManifestError) {
                    let limits = limits.allowing(bytes: new.count)
                    var before = try EventReader(SourceText(old, file: ""), limits: limits)
                    var after = try EventReader(SourceText(new, file: ""), limits: limits)
                    return try areSame(&before, &after, addition)
                } catch {
                    return false
                }
            }
        }
    }

    private static func areSame(
        _ before: inout EventReader, _ after: inout EventReader, _ addition: Addition
    ) throws(ManifestError) -> Bool {
        var left = EventLog(capacity: 256)
        var right = EventLog(capacity: 256)
        while true {
            if before.count + 1 == addition.event {
                for expected in addition.events {
                    _ = try after.next()
                    guard after.addedEvent == expected else { return false }
                }
                if addition.replacesEvent { _ = try before.next() }
            }
            let type = try before.next()
            _ = try after.next()
            left.removeAll()
            left.append(before.event)
            right.removeAll()
            right.append(after.event)
            guard left.count == right.count, left.hasEvent(of: right, at: 0) else { return false }
            if type == YAML_STREAM_END_EVENT { return true }
        }
    }
}

extension EventReader {
    /// The current event as an addition may have it; nil for one with an anchor or a tag, and for every other.
    fileprivate var addedEvent: AddedNode.Event? {
        guard event.anchor == nil, event.tag == nil else { return nil }
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = scalar.text
            // A plain text of another type would not be the string that was asked for.
            return scalar.nodeStyle != .plain || PlainType.isString(text) ? .scalar(text) : nil
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return nil
        }
    }
}
