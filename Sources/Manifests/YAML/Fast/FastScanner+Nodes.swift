/// What stands on a line of a block collection.
extension FastScanner {
    /// The first character of a line, after its spaces.
    mutating func scanContent(at start: Int) throws(Uncertain) {
        let column = start - lineStart
        let isElement = isElement(start)
        close(above: column, isBeforeElement: isElement, at: start)
        if innermost.indent < column {
            // A value on a line of its own. Where none is missing it is a scalar's next line, or wrong.
            guard takeMissing() != nil else { throw Uncertain() }
            return try scanNode(at: start)
        }
        switch (innermost.kind, isElement) {
        case (.mapping, true):
            guard takeMissing() != nil else { throw Uncertain() }
            try push(.indentless, column, at: start)
            try scanElement(at: start)
        case (.mapping, false):
            if let missing = takeMissing() { emit(.plain, missing, missing) }
            guard case .key(let colon) = try scanScalar(at: start, asKeyOfNewMapping: false) else { throw Uncertain() }
            try scanValue(after: colon)
        case (.sequence, true), (.indentless, true):
            if let missing = takeMissing() { emit(.plain, missing, missing) }
            try scanElement(at: start)
        default: throw Uncertain()
        }
    }

    /// From a dash of the innermost sequence to the line's end.
    private mutating func scanElement(at dash: Int) throws(Uncertain) {
        let start = skipSpaces(dash + 1)
        guard start < lineEnd, base[start] != ASCII.hash else {
            innermost.missing = dash + 1
            return
        }
        try scanNode(at: start)
    }

    /// A node that may be a collection which starts here: after a dash, or first on its line.
    private mutating func scanNode(at start: Int) throws(Uncertain) {
        if isElement(start) {
            try push(.sequence, start - lineStart, at: start)
            return try scanElement(at: start)
        }
        if try scanBlockScalarOrFlow(at: start) { return }
        if case .key(let colon) = try scanScalar(at: start, asKeyOfNewMapping: true) { try scanValue(after: colon) }
    }

    /// From the colon of the innermost mapping to the line's end.
    private mutating func scanValue(after colon: Int) throws(Uncertain) {
        let start = skipSpaces(colon + 1)
        guard start < lineEnd, base[start] != ASCII.hash else {
            innermost.missing = colon + 1
            return
        }
        if try scanBlockScalarOrFlow(at: start) { return }
        guard case .value = try scanScalar(at: start, asKeyOfNewMapping: false) else { throw Uncertain() }
    }

    private mutating func scanBlockScalarOrFlow(at start: Int) throws(Uncertain) -> Bool {
        switch base[start] {
        case ASCII.bar: try scanBlockScalar(.literal, at: start)
        case ASCII.greater: try scanBlockScalar(.folded, at: start)
        case ASCII.openBrace, ASCII.openBracket:
            let end = try scanFlowCollection(at: start, depth: depth + 1)
            try checkNothingFollows(end)
        default: return false
        }
        return true
    }

    private enum Role {
        /// A key; its colon stands here.
        case key(colon: Int)
        /// A value, after which nothing but a comment stands.
        case value
    }

    /// A plain or quoted scalar; as a key it may be the first of a mapping.
    private mutating func scanScalar(at start: Int, asKeyOfNewMapping isNew: Bool) throws(Uncertain) -> Role {
        let first = base[start]
        let kind: FastEvent.Kind
        let end: Int
        switch first {
        case ASCII.singleQuote: (kind, end) = (.singleQuoted, try endOfSingleQuoted(start))
        case ASCII.doubleQuote: (kind, end) = (.doubleQuoted, try endOfDoubleQuoted(start))
        default: (kind, end) = (.plain, try endOfPlain(start))
        }
        let colon = skipSpaces(end)
        guard byte(colon) == ASCII.colon else {
            try checkNothingFollows(end)
            emit(kind, start, end)
            return .value
        }
        guard isBlank(colon + 1) else { throw Uncertain() }
        try checkKey(kind, start, end, colon)
        if isNew { try push(.mapping, start - lineStart, at: start) }
        emit(kind, start, end)
        return .key(colon: colon)
    }

    /// Throws for a merge key, and for one that libyaml takes as too long.
    func checkKey(_ kind: FastEvent.Kind, _ start: Int, _ end: Int, _ colon: Int) throws(Uncertain) {
        // libyaml counts 1,024 characters to the colon.
        guard colon - start <= 1024 else { throw Uncertain() }
        let isMerge =
            kind == .plain && end - start == 2 && base[start] == ASCII.less && base[start + 1] == ASCII.less
        if isMerge { throw Uncertain() }
    }
}
