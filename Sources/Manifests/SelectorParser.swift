/// Reads a selector's text in one pass from left to right.
struct SelectorParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(SelectorError) -> [Selector.Step] {
        guard !scalars.isEmpty else { throw error(.empty, at: 0) }
        var steps: [Selector.Step] = []
        while index < scalars.count {
            guard steps.count < Selector.maximumSteps else { throw error(.tooManySteps, at: index) }
            if scalars[index] == "[" {
                steps.append(try parseBracket())
                continue
            }
            if !steps.isEmpty {
                guard scalars[index] == "." else { throw unexpected() }
                index += 1
            }
            steps.append(.key(try parseWord(where: Self.isBareInKey)))
        }
        return steps
    }

    /// `[0]`, `["key"]` or `[key=value]`; the index stands on the opening bracket.
    private mutating func parseBracket() throws(SelectorError) -> Selector.Step {
        let opening = index
        index += 1
        guard index < scalars.count else { throw error(.unclosedBracket, at: opening) }
        if scalars[index] == "]" { throw error(.emptyBracket, at: opening) }
        let start = index
        let isQuoted = isQuote(scalars[index])
        let word = try parseWord(where: Self.isBareInKey)
        guard index < scalars.count else { throw error(.unclosedBracket, at: opening) }
        if scalars[index] == "=" {
            index += 1
            guard index < scalars.count else { throw error(.unclosedBracket, at: opening) }
            let value = try parseWord(where: Self.isBareInValue)
            guard index < scalars.count else { throw error(.unclosedBracket, at: opening) }
            guard scalars[index] == "]" else { throw unexpected() }
            index += 1
            return .element(key: word, value: value)
        }
        guard scalars[index] == "]" else { throw unexpected() }
        if isQuoted {
            index += 1
            return .key(word)
        }
        guard word.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) else {
            throw error(.emptyBracket, at: opening)
        }
        guard word.unicodeScalars.count <= 9, let number = Int(word) else { throw error(.indexTooLarge, at: start) }
        index += 1
        return .index(number)
    }

    /// A bare or quoted word; at least one character where bare.
    private mutating func parseWord(
        where isBare: (Unicode.Scalar) -> Bool
    ) throws(SelectorError) -> String {
        guard index < scalars.count else { throw error(.missingKey, at: index) }
        if isQuote(scalars[index]) { return try parseQuoted() }
        let start = index
        while index < scalars.count, isBare(scalars[index]) { index += 1 }
        guard index > start else {
            if scalars[index] == "*" { throw error(.wildcard, at: index) }
            throw scalars[index] == "." ? error(.missingKey, at: index) : unexpected()
        }
        return string(scalars[start..<index])
    }

    private mutating func parseQuoted() throws(SelectorError) -> String {
        let opening = index
        let quote = scalars[opening]
        var word: [Unicode.Scalar] = []
        index += 1
        while index < scalars.count, scalars[index] != quote {
            if scalars[index] == "\\", index + 1 < scalars.count, isEscapable(scalars[index + 1]) { index += 1 }
            word.append(scalars[index])
            index += 1
        }
        guard index < scalars.count else { throw error(.unclosedQuote, at: opening) }
        index += 1
        return string(word[...])
    }

    /// What needs no quotes in a key: everything but the grammar's own characters, white space and controls.
    static func isBareInKey(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "." && scalar != "=" && isBareInValue(scalar)
    }

    /// What needs no quotes after `=`: a name with dots, colons and slashes does not.
    static func isBareInValue(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "[", "]", "\"", "'", "*", "\\": false
        default: !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        }
    }

    private func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || scalar == "'" }

    private func isEscapable(_ scalar: Unicode.Scalar) -> Bool { isQuote(scalar) || scalar == "\\" }

    private func string(_ part: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: part)
        return String(view)
    }

    private func unexpected() -> SelectorError {
        let scalar = scalars[index]
        return error(scalar == "*" ? .wildcard : .unexpected(scalar.escaped(asASCII: false)), at: index)
    }

    private func error(_ problem: SelectorError.Problem, at offset: Int) -> SelectorError {
        SelectorError(problem: problem, text: text, offset: offset)
    }
}
