import Glibc

/// Finds libyaml's events in the part of YAML that people write most, many times faster; gives up on all else.
///
/// What it knows: documents that `---` separates, block mappings and sequences, flow collections on one line, keys and
/// values in one line each, plain or quoted, block scalars, and comments. What it does not know, such as an anchor, a
/// tag, a scalar over several lines or a tab before a value, and whatever is not YAML, it leaves to libyaml by
/// throwing. So an answer is always libyaml's: the tests hold the one against the other.
///
/// One call of ``scanLine()`` reads one line, with the lines of a block scalar that starts on it.
struct FastScanner: ~Copyable {
    /// A block collection that may go on, or the document around all of them.
    struct Open {
        enum Kind {
            /// Outside of every document.
            case stream
            case document, mapping, sequence
            /// A sequence whose dashes stand below the key's first letter: it has no indentation of its own.
            case indentless
        }

        var kind: Kind
        /// The column of its keys or dashes; -1 for a document.
        let indent: Int
        /// Right behind the colon or the dash whose value has not come yet; nil between two entries.
        var missing: Int?
    }

    let base: UnsafePointer<UInt8>
    let count: Int
    let maximumDepth: Int

    /// Found so far, or since they were last taken away.
    private(set) var log: FastLog
    /// What the next line may go on with. Not in one array with the others: almost every line asks for it alone.
    var innermost = Open(kind: .stream, indent: -1, missing: nil)
    /// What is open around it, outermost first.
    private var outer: [Open] = []
    /// Where the current line starts, and where its text ends.
    private(set) var lineStart: Int
    private(set) var lineEnd: Int
    /// Where the next line starts.
    var next: Int

    /// Throws where the text has a character that this scanner does not know.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, maximumDepth: Int, expecting expectedEvents: Int)
        throws(Uncertain)
    {
        guard let base = bytes.baseAddress, bytes.count <= FastEvent.maximumBytes, UsualText.holds(bytes, from: start)
        else { throw Uncertain() }
        self.base = base
        count = bytes.count
        log = FastLog(capacity: expectedEvents)
        self.maximumDepth = maximumDepth
        lineStart = start
        lineEnd = start
        next = start
        emit(.streamStart, start, start)
    }

    /// All events of a text.
    static func log(
        of bytes: UnsafeBufferPointer<UInt8>, from start: Int, maximumDepth: Int
    ) throws(Uncertain) -> FastLog {
        // More than almost any file has, so that the log need not grow; what is not written takes no memory.
        var scanner = try FastScanner(bytes, from: start, maximumDepth: maximumDepth, expecting: bytes.count / 4)
        while try scanner.scanLine() {}
        return scanner.log
    }

    /// Reads on by a line.
    ///
    /// - Returns: false once the stream has ended, and its last event is there.
    mutating func scanLine() throws(Uncertain) -> Bool {
        guard takeLine() else {
            guard innermost.kind != .stream else { throw Uncertain() }
            try endDocument(at: count)
            emit(.streamEnd, count, count)
            return false
        }
        let start = skipSpaces(lineStart)
        guard start < lineEnd, base[start] != ASCII.hash else { return true }
        if start == lineStart, try scanMarker() { return true }
        if innermost.kind == .stream { startDocument(start, start) }
        try scanContent(at: start)
        return true
    }

    mutating func removeEvents() { log.removeAll() }

    mutating func emit(_ kind: FastEvent.Kind, _ start: Int, _ end: Int) { log.append(FastEvent(kind, start, end)) }

    // MARK: Lines

    /// Makes the next line the current one; false where there is none.
    mutating func takeLine() -> Bool {
        guard next < count else { return false }
        lineStart = next
        guard let found = memchr(base + next, Int32(ASCII.lineFeed), count - next) else {
            lineEnd = count
            next = count
            return true
        }
        lineEnd = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        next = lineEnd + 1
        if lineEnd > lineStart, base[lineEnd - 1] == ASCII.carriageReturn { lineEnd -= 1 }
        return true
    }

    /// The byte at an offset of the current line; zero, which no text has, at its end.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { offset < lineEnd ? base[offset] : 0 }

    @inline(__always)
    func skipSpaces(_ offset: Int) -> Int {
        var offset = offset
        while offset < lineEnd, base[offset] == ASCII.space { offset += 1 }
        return offset
    }

    /// Whether a space or the line's end stands here.
    @inline(__always)
    func isBlank(_ offset: Int) -> Bool { offset >= lineEnd || base[offset] == ASCII.space }

    /// Whether a dash stands here that starts an element.
    @inline(__always)
    func isElement(_ offset: Int) -> Bool { base[offset] == ASCII.dash && isBlank(offset + 1) }

    /// Throws unless nothing but spaces and a comment after at least one of them stands between here and the line's
    /// end.
    func checkNothingFollows(_ offset: Int) throws(Uncertain) {
        let rest = skipSpaces(offset)
        guard rest == lineEnd || (rest > offset && base[rest] == ASCII.hash) else { throw Uncertain() }
    }

    // MARK: Documents

    /// Whether the line, which starts without a space, is `---`.
    private mutating func scanMarker() throws(Uncertain) -> Bool {
        let first = base[lineStart]
        guard first == ASCII.dash || first == ASCII.dot, byte(lineStart + 1) == first, byte(lineStart + 2) == first
        else { return false }
        let end = lineStart + 3
        guard isBlank(end) || base[end] == ASCII.tab else { return false }
        guard first == ASCII.dash else { throw Uncertain() }
        try checkNothingFollows(end)
        if innermost.kind != .stream { try endDocument(at: lineStart) }
        startDocument(lineStart, end)
        return true
    }

    private mutating func startDocument(_ start: Int, _ end: Int) {
        emit(.documentStart, start, end)
        innermost = Open(kind: .document, indent: -1, missing: end)
    }

    private mutating func endDocument(at offset: Int) throws(Uncertain) {
        close(above: -1, isBeforeElement: false, at: offset)
        // A document without any node is left to libyaml.
        guard innermost.missing == nil else { throw Uncertain() }
        innermost.kind = .stream
        emit(.documentEnd, offset, offset)
    }

    // MARK: Collections

    /// How many collections are open.
    var depth: Int { outer.count }

    /// Ends the collections that a line of this indentation does not belong to.
    @inline(__always)
    mutating func close(above indent: Int, isBeforeElement: Bool, at offset: Int) {
        while innermost.indent > indent
            || (innermost.kind == .indentless && innermost.indent == indent && !isBeforeElement)
        {
            pop(at: offset)
        }
    }

    private mutating func pop(at offset: Int) {
        if let missing = innermost.missing { emit(.plain, missing, missing) }
        emit(innermost.kind == .mapping ? .mappingEnd : .sequenceEnd, offset, offset)
        innermost = outer.removeLast()
    }

    mutating func push(_ kind: Open.Kind, _ indent: Int, at offset: Int) throws(Uncertain) {
        guard depth < maximumDepth else { throw Uncertain() }
        emit(kind == .mapping ? .mappingStart : .sequenceStart, offset, offset)
        outer.append(innermost)
        innermost = Open(kind: kind, indent: indent, missing: nil)
    }

    /// Takes the place that waits for a value, whose text starts now, from the innermost collection.
    @inline(__always)
    mutating func takeMissing() -> Int? {
        let missing = innermost.missing
        innermost.missing = nil
        return missing
    }
}
