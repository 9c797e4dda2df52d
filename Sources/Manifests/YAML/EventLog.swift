import CYAML
import Glibc

/// A stream's events without their positions, as bytes: two events are the same when their bytes are.
///
/// One event is its length, its frame (type, anchor, tag), and its body (style and text, or a document's directives).
/// The whole stream takes about as many bytes as the file.
struct EventLog: ~Copyable {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    /// How many bytes of the last event are its length and frame.
    private(set) var frameLength = 0

    static let headerLength = MemoryLayout<UInt32>.size

    init(capacity: Int) {
        self.capacity = max(capacity, 256)
        storage = .allocate(capacity: self.capacity)
    }

    deinit { storage.deallocate() }

    /// Forgets all events, and keeps the memory.
    mutating func removeAll() { count = 0 }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage, count: count) }

    mutating func append(_ event: borrowing yaml_event_t) {
        let start = count
        reserve(Self.headerLength + 8)
        count += Self.headerLength
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            appendFrame(event.type, scalar.anchor, scalar.tag)
            frameLength = count - start
            put(UInt8(truncatingIfNeeded: scalar.style.rawValue))
            put(UInt8(truncatingIfNeeded: scalar.plain_implicit | scalar.quoted_implicit << 1))
            append(scalar.value, scalar.length)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            appendFrame(event.type, sequence.anchor, sequence.tag)
            put(UInt8(truncatingIfNeeded: sequence.style.rawValue))
            put(UInt8(truncatingIfNeeded: sequence.implicit))
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            appendFrame(event.type, mapping.anchor, mapping.tag)
            put(UInt8(truncatingIfNeeded: mapping.style.rawValue))
            put(UInt8(truncatingIfNeeded: mapping.implicit))
        case YAML_ALIAS_EVENT: appendFrame(event.type, event.data.alias.anchor, nil)
        case YAML_DOCUMENT_START_EVENT: appendDocument(event.data.document_start)
        case YAML_DOCUMENT_END_EVENT:
            put(UInt8(truncatingIfNeeded: event.type.rawValue))
            put(UInt8(truncatingIfNeeded: event.data.document_end.implicit))
        default: put(UInt8(truncatingIfNeeded: event.type.rawValue))
        }
        UnsafeMutableRawPointer(storage + start)
            .storeBytes(of: UInt32(truncatingIfNeeded: count - start), as: UInt32.self)
    }

    /// The type with a bit for each string that follows, and the strings.
    private mutating func appendFrame(
        _ type: yaml_event_type_t, _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?
    ) {
        let flags: UInt8 = (anchor == nil ? 0 : 0x40) | (tag == nil ? 0 : 0x80)
        put(UInt8(truncatingIfNeeded: type.rawValue) | flags)
        if let anchor { append(anchor, string: strlen(UnsafeRawPointer(anchor).assumingMemoryBound(to: CChar.self))) }
        if let tag { append(tag, string: strlen(UnsafeRawPointer(tag).assumingMemoryBound(to: CChar.self))) }
    }

    private mutating func appendDocument(_ document: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_document_start)
    {
        put(UInt8(truncatingIfNeeded: YAML_DOCUMENT_START_EVENT.rawValue))
        put(UInt8(truncatingIfNeeded: document.implicit))
        if let version = document.version_directive?.pointee {
            put(UInt8(truncatingIfNeeded: version.major))
            put(UInt8(truncatingIfNeeded: version.minor))
        }
        var directive = document.tag_directives.start
        while let current = directive, current != document.tag_directives.end {
            for text in [current.pointee.handle, current.pointee.prefix] {
                guard let text else { continue }
                append(text, string: strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)))
            }
            directive = current + 1
        }
    }

    /// A text and a zero byte, which ends it.
    private mutating func append(_ text: UnsafeMutablePointer<UInt8>, string length: Int) {
        append(text, length)
        put(0)
    }

    private mutating func append(_ source: UnsafeMutablePointer<UInt8>, _ length: Int) {
        reserve(length)
        memcpy(storage + count, source, length)
        count += length
    }

    private mutating func put(_ byte: UInt8) {
        storage[count] = byte
        count += 1
    }

    /// Makes room for so many bytes, and for a few single ones after them.
    private mutating func reserve(_ length: Int) {
        let slack = 16
        guard count + length + slack > capacity else { return }
        capacity = max(capacity * 2, count + length + slack)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        memcpy(larger, storage, count)
        storage.deallocate()
        storage = larger
    }
}
