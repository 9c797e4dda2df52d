import CYAML

@testable import Manifests

/// libyaml's events in the fast scanner's words, to hold the one against the other.
enum FastOracle {
    /// What both must agree on. The text of a block scalar follows from its span, and where libyaml puts a document's
    /// start or a collection's end is of no use to anyone: there the offsets are left out.
    struct Event: Equatable, CustomStringConvertible {
        let kind: FastEvent.Kind
        var start: Int?
        var end: Int?
        var value: [UInt8]?

        var description: String {
            let text = value.map { " " + String(decoding: $0, as: UTF8.self).debugDescription } ?? ""
            return "\(kind) \(start ?? -1)..\(end ?? -1)" + text
        }
    }

    enum Verdict {
        case agrees([FastEvent])
        case gaveUp
        case disagrees(fast: [Event], libyaml: [Event]?)
    }

    static func compare(_ bytes: [UInt8], limits: YAMLLimits = .manifest) -> Verdict {
        bytes.withUnsafeBufferPointer { buffer in
            guard let events = fastEvents(buffer, limits) else { return .gaveUp }
            let fast = events.map { describe($0, buffer) }
            let slow = try? libyamlEvents(SourceText(buffer, file: "f.yaml"), limits)
            return fast == slow ? .agrees(events) : .disagrees(fast: fast, libyaml: slow)
        }
    }

    private static func fastEvents(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: YAMLLimits) -> [FastEvent]? {
        let start = SourceText(bytes, file: "f.yaml").contentStart
        do throws(Uncertain) {
            let log = try FastScanner.log(of: bytes, from: start, maximumDepth: limits.maximumDepth)
            return Array(log.events)
        } catch {
            return nil
        }
    }

    private static func describe(_ event: FastEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Event {
        switch event.kind {
        case .plain, .singleQuoted, .doubleQuoted:
            let value = try? FastScalar.withBytes(of: event, in: bytes) { Array($0) }
            return Event(kind: event.kind, start: event.start, end: event.end, value: value)
        case .literal, .folded: return Event(kind: event.kind, start: event.start, end: event.end)
        case .mappingStart, .flowMappingStart, .sequenceStart, .flowSequenceStart:
            return Event(kind: event.kind, start: event.start)
        default: return Event(kind: event.kind)
        }
    }

    private static func libyamlEvents(_ source: SourceText, _ limits: YAMLLimits) throws(ManifestError) -> [Event] {
        var reader = try EventReader(source, limits: limits)
        var events: [Event] = []
        while true {
            let type = try reader.next()
            let start = source.offset(of: reader.event.start_mark)
            switch type {
            case YAML_STREAM_START_EVENT: events.append(Event(kind: .streamStart))
            case YAML_DOCUMENT_START_EVENT: events.append(Event(kind: .documentStart))
            case YAML_DOCUMENT_END_EVENT: events.append(Event(kind: .documentEnd))
            case YAML_SCALAR_EVENT:
                let scalar = reader.event.data.scalar
                let kind: FastEvent.Kind =
                    switch scalar.nodeStyle {
                    case .plain: .plain
                    case .singleQuoted: .singleQuoted
                    case .doubleQuoted: .doubleQuoted
                    case .literal: .literal
                    case .folded: .folded
                    }
                let value = kind == .literal || kind == .folded ? nil : Array(scalar.bytes)
                events.append(
                    Event(kind: kind, start: start, end: source.offset(of: reader.event.end_mark), value: value))
            case YAML_MAPPING_START_EVENT:
                let isFlow = reader.event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                events.append(Event(kind: isFlow ? .flowMappingStart : .mappingStart, start: start))
            case YAML_SEQUENCE_START_EVENT:
                let isFlow = reader.event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                events.append(Event(kind: isFlow ? .flowSequenceStart : .sequenceStart, start: start))
            case YAML_MAPPING_END_EVENT: events.append(Event(kind: .mappingEnd))
            case YAML_SEQUENCE_END_EVENT: events.append(Event(kind: .sequenceEnd))
            case YAML_STREAM_END_EVENT: return events + [Event(kind: .streamEnd)]
            default: return events
            }
        }
    }
}
