extension VersionPolicy {
    /// How tag `a` stands to tag `b`: `.newer` when the rule wants `a` more.
    ///
    /// Only `match`, `extract` and the rule's reading count. A semver range and `ignore` do not, so that a version which
    /// the policy no longer admits is still known for the newer one.
    package func order(_ a: String, _ b: String) -> TagOrder {
        if a == b { return .same }
        switch rule {
        case .semver:
            return compare(a, b, reading: SemanticVersion.init(value:)) { $0.precedence(over: $1) }
        case .numerical(let order):
            return compare(a, b, reading: ExactDecimal.init(value:)) { order.directed($0.precedence(over: $1)) }
        case .alphabetical(let order):
            return compare(a, b, reading: { $0 }) { order.directed(Precedence(ofBytes: $0, over: $1)) }
        case .newestBuild:
            return .notComparable(reason: "`newestBuild` ranks by created times, which names do not tell")
        case .digest(let tag):
            return .notComparable(reason: "the policy follows the one tag `\(tag)`, whose digests have no order")
        }
    }

    private func compare<Key>(
        _ a: String, _ b: String, reading key: (String) throws(SkipReason) -> Key,
        by precedence: (Key, Key) -> Precedence
    ) -> TagOrder {
        var name = a
        do throws(SkipReason) {
            let left = try key(try value(of: a))
            name = b
            return TagOrder(precedence(left, try key(try value(of: b))))
        } catch {
            return .notComparable(reason: "`\(name)`: \(error)")
        }
    }
}
