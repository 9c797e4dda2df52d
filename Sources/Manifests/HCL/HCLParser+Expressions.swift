extension HCLParser {
    /// One expression as one node with its descendants: what needs evaluation is an `expression` without any.
    mutating func expression() throws(ManifestError) {
        let first = nodes.count
        let start = token.range.lowerBound
        var isWhole = try operand()
        while token.kind == .binary || token.kind == .minus || token.kind == .star {
            try advance()
            _ = try operand()
            isWhole = false
        }
        if token.kind == .question {
            try enter()
            try advance()
            try expression()
            try expect(.colon, "\":\" must stand here")
            try expression()
            leave()
            isWhole = false
        }
        guard !isWhole else { return }
        nodes.removeSubrange(first...)
        try leaf(.expression, start..<lastEnd)
    }

    /// Answers whether it is a term alone, and that term's nodes are all it is.
    private mutating func operand() throws(ManifestError) -> Bool {
        var isWhole = true
        if token.kind == .minus {
            let minus = token.range
            try advance()
            // A negative number is a number to everybody but the specification.
            if token.kind == .number, token.range.lowerBound == minus.upperBound {
                try number(minus.lowerBound..<token.range.upperBound)
                return try !traversals()
            }
            isWhole = false
        }
        while token.kind == .minus || token.kind == .not {
            try advance()
            isWhole = false
        }
        if try !term() { isWhole = false }
        if try traversals() { isWhole = false }
        return isWhole
    }

    private mutating func term() throws(ManifestError) -> Bool {
        switch token.kind {
        case .number: try number(token.range)
        case .quoted: try single(.quoted)
        case .heredoc: try single(.heredoc)
        case .quotedTemplate, .heredocTemplate: try single(.expression)
        case .identifier: return try name()
        case .openBracket: return try tuple()
        case .openBrace: return try object()
        case .openParenthesis:
            try bracketed(.closeParenthesis, "\")\" must stand here") { parser throws(ManifestError) in
                try parser.expression()
            }
            return false
        default: throw unexpected("a value must stand here")
        }
        return true
    }

    private mutating func single(_ kind: HCLNode.Kind) throws(ManifestError) {
        try leaf(kind, token.range)
        try advance()
    }

    /// `decimal+ ("." decimal+)? (expmark decimal+)?`
    private mutating func number(_ range: Range<Int>) throws(ManifestError) {
        let text = lexer.source.bytes[token.range]
        let exponent = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") }
        let mantissa = text[..<(exponent ?? text.endIndex)]
        let isOnce =
            exponent.map { text[($0 + 1)...].allSatisfy { $0 | 0x20 != UInt8(ascii: "e") && $0 != 0x2E } } ?? true
        guard isOnce, mantissa.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
            throw unexpected("this is no number")
        }
        try leaf(.number, range)
        try advance()
    }

    /// A keyword, a variable, or a call: `name(…)`, `provider::name::function(…)`.
    private mutating func name() throws(ManifestError) -> Bool {
        let kind: HCLNode.Kind =
            switch lexer.source.text(token.range) {
            case "true", "false": .boolean
            case "null": .null
            default: .identifier
            }
        try single(kind)
        var isCall = false
        while token.kind == .doubleColon {
            try advance()
            try expect(.identifier, "the name of a function must stand here")
            isCall = true
        }
        guard isCall || token.kind == .openParenthesis else { return true }
        guard token.kind == .openParenthesis else { throw unexpected("\"(\" must stand here") }
        try bracketed(.closeParenthesis, "\",\" or \")\" must stand here") { parser throws(ManifestError) in
            while parser.token.kind != .closeParenthesis {
                try parser.expression()
                if parser.token.kind == .ellipsis { return try parser.advance() }
                guard parser.token.kind == .comma else { return }
                try parser.advance()
            }
        }
        return false
    }

    /// `.name`, `.0`, `.*`, `[…]`, `[*]`, as many as follow; answers whether any did.
    private mutating func traversals() throws(ManifestError) -> Bool {
        var isAny = false
        while true {
            switch token.kind {
            case .dot:
                try advance()
                guard token.kind == .identifier || token.kind == .number || token.kind == .star else {
                    throw unexpected("a name must stand here")
                }
                try advance()
            case .openBracket:
                try bracketed(.closeBracket, "\"]\" must stand here") { parser throws(ManifestError) in
                    if parser.token.kind == .star { try parser.advance() } else { try parser.expression() }
                }
            default: return isAny
            }
            isAny = true
        }
    }

    // MARK: Collections

    private mutating func tuple() throws(ManifestError) -> Bool {
        let tuple = try open(.tuple)
        var isFor = false
        try bracketed(.closeBracket, "\",\" or \"]\" must stand here") { parser throws(ManifestError) in
            if parser.isFor {
                isFor = true
                return try parser.forExpression()
            }
            while parser.token.kind != .closeBracket {
                try parser.expression()
                guard parser.token.kind == .comma else { return }
                try parser.advance()
            }
        }
        close(tuple)
        return !isFor
    }

    private mutating func object() throws(ManifestError) -> Bool {
        let object = try open(.object)
        var isFor = false
        try bracketed(.closeBrace, "a line end, \",\" or \"}\" must stand here") { parser throws(ManifestError) in
            if parser.isFor {
                isFor = true
                return try parser.forExpression()
            }
            parser.seesLineEnds = true
            while true {
                while parser.token.kind == .newline { try parser.advance() }
                guard parser.token.kind != .closeBrace else { return }
                try parser.pair()
                guard parser.token.kind == .comma || parser.token.kind == .newline else { return }
                try parser.advance()
            }
        }
        close(object)
        return !isFor
    }

    private mutating func pair() throws(ManifestError) {
        let pair = try open(.pair)
        try expression()
        guard token.kind == .equal || token.kind == .colon else { throw unexpected("\"=\" or \":\" must stand here") }
        try advance()
        try expression()
        close(pair)
    }

    private var isFor: Bool { token.kind == .identifier && lexer.source.text(token.range) == "for" }

    /// `for key, value in collection : result`, with `=> value...` in an object, and perhaps `if condition`.
    private mutating func forExpression() throws(ManifestError) {
        try advance()
        try expect(.identifier, "the name of a variable must stand here")
        if token.kind == .comma {
            try advance()
            try expect(.identifier, "the name of a variable must stand here")
        }
        guard token.kind == .identifier, lexer.source.text(token.range) == "in" else {
            throw unexpected("\"in\" must stand here")
        }
        try advance()
        try expression()
        try expect(.colon, "\":\" must stand here")
        try expression()
        if token.kind == .arrow {
            try advance()
            try expression()
        }
        if token.kind == .ellipsis { try advance() }
        guard token.kind == .identifier, lexer.source.text(token.range) == "if" else { return }
        try advance()
        try expression()
    }
}
