/// Flow collections, as far as they stand on one line.
extension FastScanner {
    /// From the opening bracket or brace to behind the closing one.
    ///
    /// - Parameter depth: the collections from the document's root to this one.
    mutating func scanFlowCollection(at start: Int, depth: Int) throws(Uncertain) -> Int {
        guard depth <= maximumDepth else { throw Uncertain() }
        let isMapping = base[start] == ASCII.openBrace
        let closing = isMapping ? ASCII.closeBrace : ASCII.closeBracket
        emit(isMapping ? .flowMappingStart : .flowSequenceStart, start, start)
        var offset = skipSpaces(start + 1)
        var isEmpty = true
        while !isEmpty || byte(offset) != closing {
            isEmpty = false
            if isMapping { offset = try scanFlowKey(at: offset) }
            offset = skipSpaces(try scanFlowNode(at: offset, depth: depth))
            if byte(offset) == closing { break }
            guard byte(offset) == ASCII.comma else { throw Uncertain() }
            offset = skipSpaces(offset + 1)
        }
        emit(isMapping ? .mappingEnd : .sequenceEnd, offset, offset)
        return offset + 1
    }

    /// From a key to the value after its colon.
    private mutating func scanFlowKey(at start: Int) throws(Uncertain) -> Int {
        let (kind, end) = try flowScalar(at: start)
        let colon = skipSpaces(end)
        // Behind a plain key libyaml wants a space; behind a quoted one it does not.
        guard byte(colon) == ASCII.colon, kind != .plain || isBlank(colon + 1) else { throw Uncertain() }
        try checkKey(kind, start, end, colon)
        emit(kind, start, end)
        return skipSpaces(colon + 1)
    }

    /// Behind the node that starts here.
    private mutating func scanFlowNode(at start: Int, depth: Int) throws(Uncertain) -> Int {
        let first = byte(start)
        if first == ASCII.openBrace || first == ASCII.openBracket {
            return try scanFlowCollection(at: start, depth: depth + 1)
        }
        let (kind, end) = try flowScalar(at: start)
        emit(kind, start, end)
        return end
    }

    private func flowScalar(at start: Int) throws(Uncertain) -> (FastEvent.Kind, end: Int) {
        switch byte(start) {
        case ASCII.singleQuote: (.singleQuoted, try endOfSingleQuoted(start))
        case ASCII.doubleQuote: (.doubleQuoted, try endOfDoubleQuoted(start))
        default: (.plain, try endOfFlowPlain(start))
        }
    }

    /// The end of a plain scalar in flow style, without the spaces after it.
    private func endOfFlowPlain(_ start: Int) throws(Uncertain) -> Int {
        guard start < lineEnd, startsPlain(start) else { throw Uncertain() }
        var offset = start
        var end = start
        while offset < lineEnd {
            switch base[offset] {
            case ASCII.space:
                offset += 1
                continue
            case ASCII.comma, ASCII.closeBrace, ASCII.closeBracket: return end
            case ASCII.colon:
                if isBlank(offset + 1) { return end }
                // libyaml refuses a colon before an indicator of flow style.
                if isFlowIndicator(base[offset + 1]) { throw Uncertain() }
            case ASCII.hash where end < offset: throw Uncertain()
            case ASCII.tab, ASCII.openBrace, ASCII.openBracket, ASCII.question: throw Uncertain()
            default: break
            }
            offset += 1
            end = offset
        }
        throw Uncertain()
    }

    private func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.comma, ASCII.openBrace, ASCII.closeBrace, ASCII.openBracket, ASCII.closeBracket, ASCII.question:
            true
        default: false
        }
    }
}
