import Glibc

/// Proves an edit by the fast scanner: the new text is scanned as a whole, and held against the old one.
///
/// Outside of the edited scalars both texts have the same bytes, and the scan finds in both the same events, each at
/// the same place in them. What an event says follows from its kind, its own bytes and the collections around it, so
/// every event but the edited ones is the old one. Those must have the value and the style that they were given, and
/// only spaces may have been put before them. What libyaml reads in either text is what the scan reads, since it
/// answers only where it is certain; so this is ``EditProof`` without a second parse by libyaml.
struct FastProof: ~Copyable {
    private let old: UnsafeBufferPointer<UInt8>
    private let new: UnsafeBufferPointer<UInt8>
    private let events: UnsafeBufferPointer<FastEvent>
    /// In the order of the events.
    private var rest: ArraySlice<EditProof.Expectation>

    /// How many of the old events have been found again.
    private var count = 0
    /// To where the two texts have been held against each other.
    private var oldEnd = 0
    private var newEnd = 0

    private init(
        _ old: UnsafeBufferPointer<UInt8>, _ events: UnsafeBufferPointer<FastEvent>,
        _ new: UnsafeBufferPointer<UInt8>,
        _ expectations: [EditProof.Expectation]
    ) {
        self.old = old
        self.new = new
        self.events = events
        rest = expectations.sorted { $0.event < $1.event }[...]
    }

    /// - Parameter log: the old text's events.
    /// - Returns: whether it is proved; where it is not, it may still be by ``EditProof``.
    static func holds(
        from old: SourceText, _ log: borrowing FastLog, to new: UnsafeBufferPointer<UInt8>,
        expecting expectations: [EditProof.Expectation], maximumDepth: Int
    ) -> Bool {
        do throws(Uncertain) {
            var proof = FastProof(old.bytes, log.events, new, expectations)
            var scanner = try FastScanner(new, from: old.contentStart, maximumDepth: maximumDepth, expecting: 64)
            var isOpen = true
            while isOpen {
                isOpen = try scanner.scanLine()
                for event in scanner.log.events { try proof.check(event) }
                scanner.removeEvents()
            }
            return proof.isComplete()
        } catch {
            return false
        }
    }

    private mutating func check(_ event: FastEvent) throws(Uncertain) {
        guard count < events.count else { throw Uncertain() }
        let expected = events[count]
        count += 1
        if let expectation = rest.first, expectation.event == count {
            rest = rest.dropFirst()
            try check(event, over: expected, expectation)
        } else if event != expected.moved(by: newEnd - oldEnd) {
            throw Uncertain()
        }
    }

    private mutating func check(
        _ event: FastEvent, over expected: FastEvent, _ expectation: EditProof.Expectation
    ) throws(Uncertain) {
        let moved = expected.start + newEnd - oldEnd
        guard event.style == expectation.style, expected.style != nil, moved >= newEnd, moved <= event.start,
            hasSameBytes(until: expected.start), new[moved..<event.start].allSatisfy({ $0 == ASCII.space })
        else { throw Uncertain() }
        let hasValue = try FastScalar.withBytes(of: event, in: new) { $0.elementsEqual(expectation.value.utf8) }
        guard hasValue else { throw Uncertain() }
        (oldEnd, newEnd) = (expected.end, event.end)
    }

    /// Both texts have the same end, counted from there: the stream's end is an event, too.
    private func isComplete() -> Bool { count == events.count && rest.isEmpty && hasSameBytes(until: old.count) }

    /// Whether the texts agree from the last edited scalar to an offset of the old one.
    private func hasSameBytes(until end: Int) -> Bool {
        let length = end - oldEnd
        guard length > 0 else { return length == 0 }
        guard newEnd + length <= new.count, let mine = old.baseAddress, let theirs = new.baseAddress else {
            return false
        }
        return memcmp(mine + oldEnd, theirs + newEnd, length) == 0
    }
}
