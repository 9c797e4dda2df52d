import CYAML

/// libyaml's parser over bytes that outlive it: one event at a time, freed when the next one is read.
///
/// The one place that touches libyaml's memory. Deepest nesting and every parse error are decided here, so that no
/// caller can forget them.
struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let current: UnsafeMutablePointer<yaml_event_t>
    private let maximumDepth: Int
    private(set) var depth = 0
    /// Events read so far.
    private(set) var count = 0

    let source: SourceText

    /// Throws: `outOfMemory`, `utf16`, `tooLarge`.
    init(_ source: SourceText, limits: YAMLLimits) throws(ManifestError) {
        self.source = source
        maximumDepth = limits.maximumDepth
        // On the heap: libyaml keeps pointers into the parser itself.
        parser = .allocate(capacity: 1)
        current = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        current.initialize(to: yaml_event_t())
        // From here on the deinitialiser frees them, whatever is thrown.
        guard yaml_parser_initialize(parser) == 1 else { throw source.error(.outOfMemory) }
        guard source.bytes.count <= limits.maximumBytes else {
            throw source.error(.tooLarge(bytes: source.bytes.count, limit: limits.maximumBytes))
        }
        if source.bytes.isUTF16 { throw source.error(.utf16) }
        // libyaml asserts that the input is not null, even where it has no bytes.
        let input = source.bytes.baseAddress ?? UnsafeRawPointer(current).assumingMemoryBound(to: UInt8.self)
        yaml_parser_set_input_string(parser, input, source.bytes.count)
    }

    deinit {
        yaml_event_delete(current)
        yaml_parser_delete(parser)
        current.deallocate()
        parser.deallocate()
    }

    /// The event that ``next()`` read; valid until the next call.
    var event: yaml_event_t { _read { yield current.pointee } }

    /// Frees the event before, reads the next, and answers its type. Not to be called again after the stream's end.
    ///
    /// Throws: the file's syntax error, or `tooDeep`.
    mutating func next() throws(ManifestError) -> yaml_event_type_t {
        yaml_event_delete(current)
        guard yaml_parser_parse(parser, current) == 1 else { throw source.error(parser.pointee) }
        count += 1
        let type = current.pointee.type
        switch type {
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
            depth += 1
            if depth > maximumDepth {
                throw source.error(.tooDeep(limit: maximumDepth), at: current.pointee.start_mark)
            }
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
        default: break
        }
        return type
    }

    /// Reads on to the last event of the node whose first event is the current one.
    mutating func skipNode() throws(ManifestError) {
        let type = event.type
        guard type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT else { return }
        let outside = depth - 1
        while depth > outside { _ = try next() }
    }
}
