/// Parses HCL's native syntax by its specification, "Structural Elements" and "Expressions", and evaluates nothing.
///
/// Where the specification and HashiCorp's implementation differ, the implementation is followed: what Terraform
/// reads is what must be edited.
struct HCLParser {
    var lexer: HCLLexer
    var token: HCLToken
    /// Where the last token that was read ended.
    private(set) var lastEnd: Int
    /// Whether a line end means something here: in bodies and objects it does, in other brackets it does not.
    var seesLineEnds = true
    var nodes: [HCLNode] = []
    private let limits: ParseLimits

    static func parse(_ source: HCLSource, limits: ParseLimits) throws(ManifestError) -> HCLTree {
        try source.check(limits)
        var parser = try HCLParser(source, limits: limits)
        let root = try parser.open(.body)
        try parser.body(until: .end)
        parser.close(root)
        return HCLTree(source: source, nodes: parser.nodes)
    }

    private init(_ source: HCLSource, limits: ParseLimits) throws(ManifestError) {
        self.limits = limits
        lexer = HCLLexer(source, maximumDepth: limits.maximumDepth)
        lastEnd = source.contentStart
        token = try lexer.next()
        // Most files have fewer, and growing would hold the nodes twice; pages that are never touched cost nothing.
        nodes.reserveCapacity(min(source.bytes.count / 4 + 8, limits.maximumNodes))
    }

    // MARK: Structure

    private mutating func body(until closing: HCLToken.Kind) throws(ManifestError) {
        while token.kind != closing {
            if token.kind == .newline {
                try advance()
                continue
            }
            try item(isAlone: false)
            guard token.kind != .end else { continue }
            try expect(.newline, "a line end must follow an attribute or a block")
        }
    }

    /// An attribute or a block; a block that has one item on its own line can have only an attribute there.
    private mutating func item(isAlone: Bool) throws(ManifestError) {
        guard token.kind == .identifier else { throw unexpected("an attribute or a block must stand here") }
        let name = token
        try advance()
        if token.kind == .equal {
            let attribute = try open(.attribute, at: name.range.lowerBound)
            try leaf(.identifier, name.range)
            try advance()
            try expression()
            close(attribute)
        } else {
            guard !isAlone else { throw unexpected("a block on one line can have one attribute only") }
            try block(name)
        }
    }

    private mutating func block(_ type: HCLToken) throws(ManifestError) {
        let block = try open(.block, at: type.range.lowerBound)
        try leaf(.identifier, type.range)
        while token.kind == .identifier || token.kind == .quoted {
            try leaf(token.kind == .quoted ? .quoted : .identifier, token.range)
            try advance()
        }
        guard token.kind == .openBrace else { throw unexpected("\"=\", a label or \"{\" must stand here") }
        try enter()
        let body = try open(.body)
        try advance()
        if token.kind == .newline || token.kind == .closeBrace {
            try self.body(until: .closeBrace)
        } else {
            try item(isAlone: true)
        }
        try expect(.closeBrace, "\"}\" must stand here")
        leave()
        close(body)
        close(block)
    }

    // MARK: Tokens

    mutating func advance() throws(ManifestError) {
        lastEnd = token.range.upperBound
        repeat { token = try lexer.next() } while token.kind == .newline && !seesLineEnds
    }

    mutating func expect(_ kind: HCLToken.Kind, _ words: String) throws(ManifestError) {
        guard token.kind == kind else { throw unexpected(words) }
        try advance()
    }

    /// Reads from an opening bracket to its closing one, in which line ends mean something or not.
    mutating func bracketed(
        _ closing: HCLToken.Kind, _ words: String, seeingLineEnds: Bool = false,
        _ content: (inout HCLParser) throws(ManifestError) -> Void
    ) throws(ManifestError) {
        let outer = seesLineEnds
        try enter()
        seesLineEnds = seeingLineEnds
        try advance()
        try content(&self)
        guard token.kind == closing else { throw unexpected(words) }
        seesLineEnds = outer
        try advance()
        leave()
    }

    mutating func enter() throws(ManifestError) {
        guard lexer.depth < limits.maximumDepth else {
            throw lexer.source.error(.tooDeep(limit: limits.maximumDepth), at: token.range.lowerBound)
        }
        lexer.depth += 1
    }

    mutating func leave() { lexer.depth -= 1 }

    func unexpected(_ words: String) -> ManifestError {
        lexer.source.error(.invalidHCL(words), at: token.range.lowerBound)
    }

    // MARK: Nodes

    mutating func open(_ kind: HCLNode.Kind, at start: Int? = nil) throws(ManifestError) -> Int {
        let start = start ?? token.range.lowerBound
        try append(HCLNode(kind, start..<start, next: 0))
        return nodes.count - 1
    }

    mutating func close(_ index: Int) { nodes[index].close(at: lastEnd, next: nodes.count) }

    mutating func leaf(_ kind: HCLNode.Kind, _ range: Range<Int>) throws(ManifestError) {
        try append(HCLNode(kind, range, next: nodes.count + 1))
    }

    private mutating func append(_ node: HCLNode) throws(ManifestError) {
        guard nodes.count < limits.maximumNodes else {
            throw lexer.source.error(.tooManyNodes(limit: limits.maximumNodes), at: node.range.lowerBound)
        }
        nodes.append(node)
    }
}
