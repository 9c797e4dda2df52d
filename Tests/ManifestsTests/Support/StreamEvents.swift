import CYAML

@testable import Manifests

/// What libyaml reads in a text, apart from the editor: the judge of its edits.
struct StreamEvents {
    struct Event: Equatable {
        let type: UInt32
        var anchor: String?
        var tag: String?
        var value: [UInt8]?
        var style: UInt32?
        var isImplicit: Int32 = 0

        var isPlain: Bool { style == YAML_PLAIN_SCALAR_STYLE.rawValue }

        var isBlock: Bool { style == YAML_LITERAL_SCALAR_STYLE.rawValue || style == YAML_FOLDED_SCALAR_STYLE.rawValue }
    }

    /// A scalar that a path leads to, as far as the path's keys are scalars.
    struct Leaf {
        let steps: [Selector.Step]
        let document: Int
        /// Its index among the events.
        let event: Int
    }

    private(set) var events: [Event] = []
    /// Without keys, roots, and what aliases stand for.
    private(set) var leaves: [Leaf] = []
    private(set) var documentCount = 0

    /// Nil where libyaml refuses the text.
    init?(_ bytes: [UInt8]) {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return nil }
        defer { yaml_parser_delete(&parser) }
        let isRead = bytes.withUnsafeBufferPointer { buffer -> Bool in
            guard let start = buffer.baseAddress else { return false }
            yaml_parser_set_input_string(&parser, start, buffer.count)
            var event = yaml_event_t()
            repeat {
                guard yaml_parser_parse(&parser, &event) == 1 else { return false }
                events.append(Self.event(event))
                let type = event.type
                yaml_event_delete(&event)
                if type == YAML_STREAM_END_EVENT { return true }
            } while true
        }
        guard isRead else { return nil }
        findLeaves()
    }

    private static func event(_ event: yaml_event_t) -> Event {
        var result = Event(type: event.type.rawValue)
        func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            result.anchor = text(scalar.anchor)
            result.tag = text(scalar.tag)
            result.value = Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
            result.style = scalar.style.rawValue
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            result.anchor = text(sequence.anchor)
            result.tag = text(sequence.tag)
            result.style = sequence.style.rawValue
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            result.anchor = text(mapping.anchor)
            result.tag = text(mapping.tag)
            result.style = mapping.style.rawValue
        case YAML_ALIAS_EVENT: result.anchor = text(event.data.alias.anchor)
        case YAML_DOCUMENT_START_EVENT: result.isImplicit = event.data.document_start.implicit
        case YAML_DOCUMENT_END_EVENT: result.isImplicit = event.data.document_end.implicit
        default: break
        }
        return result
    }

    private mutating func findLeaves() {
        var index = 0
        while index < events.count {
            defer { index += 1 }
            guard events[index].type == YAML_DOCUMENT_START_EVENT.rawValue else { continue }
            index += 1
            walk(&index, [])
            documentCount += 1
        }
    }

    /// Moves behind the node that starts at the index.
    private mutating func walk(_ index: inout Int, _ steps: [Selector.Step]?) {
        let start = index
        index += 1
        switch events[start].type {
        case YAML_SCALAR_EVENT.rawValue:
            if let steps, !steps.isEmpty, steps.count <= Selector.maximumSteps {
                leaves.append(Leaf(steps: steps, document: documentCount, event: start))
            }
        case YAML_SEQUENCE_START_EVENT.rawValue:
            var element = 0
            while events[index].type != YAML_SEQUENCE_END_EVENT.rawValue {
                walk(&index, steps.map { $0 + [.index(element)] })
                element += 1
            }
            index += 1
        case YAML_MAPPING_START_EVENT.rawValue:
            while events[index].type != YAML_MAPPING_END_EVENT.rawValue {
                let key = events[index]
                walk(&index, nil)
                let text =
                    key.type == YAML_SCALAR_EVENT.rawValue ? key.value.map { String(decoding: $0, as: UTF8.self) } : nil
                walk(&index, text.flatMap { key in steps.map { $0 + [.key(key)] } })
            }
            index += 1
        default: break
        }
    }
}
