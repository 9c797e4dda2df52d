import Patterns

extension VersionPolicy {
    /// Whether `match` and `ignore` let a tag in, before the rule itself is asked.
    package func admits(_ name: String) -> Bool {
        do throws(SkipReason) {
            try admit(name)
            _ = try value(of: name)
            return true
        } catch {
            return false
        }
    }

    /// Throws why a tag is skipped before `match` looks at it.
    func admit(_ name: String) throws(SkipReason) {
        if let fault = grammar.fault(in: name) { throw .malformed(fault) }
        for pattern in ignore
        where try limited(by: pattern, { () throws(MatchLimitExceeded) in try pattern.matches(name) }) {
            throw .ignored(by: pattern)
        }
    }

    /// What the rule reads of a tag's name: what is extracted, or the whole name.
    func value(of name: String) throws(SkipReason) -> String {
        guard let match else { return name }
        guard let extract else {
            if try limited(by: match, { () throws(MatchLimitExceeded) in try match.matches(name) }) { return name }
            throw .notMatched(by: match)
        }
        if let found = try limited(by: match, { () throws(MatchLimitExceeded) in try match.match(name) }) {
            return extract.expand(found)
        }
        throw .notMatched(by: match)
    }

    /// A tag on which an expression runs away is skipped, for it can be neither admitted nor ignored with certainty.
    private func limited<Answer>(
        by pattern: Pattern, _ body: () throws(MatchLimitExceeded) -> Answer
    ) throws(SkipReason) -> Answer {
        do { return try body() } catch { throw .matchLimit(of: pattern) }
    }
}

extension SemanticVersion {
    init(value: String) throws(SkipReason) {
        do { try self.init(value) } catch { throw .notSemver(value: value, error) }
    }
}

extension ExactDecimal {
    init(value: String) throws(SkipReason) {
        guard let number = ExactDecimal(value) else { throw .notANumber(value: value) }
        self = number
    }
}

extension VersionPolicy.Order {
    /// How the policy stands to two values, of which this is the ascending order.
    func directed(_ precedence: Precedence) -> Precedence {
        self == .asc ? precedence : precedence.reversed
    }
}
