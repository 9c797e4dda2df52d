/// The tags that a policy admits, each with the key that it is ranked by.
///
/// What is sorted are small entries of plain numbers, which move without counting references; the keys lie aside.
struct Candidates<Key: RankKey> {
    private let tags: [ObservedTag]
    private let order: VersionPolicy.Order
    private var keys: [Key] = []
    private var entries: [Entry] = []

    private struct Entry: BitwiseCopyable {
        /// Turned so that the best has the smallest.
        let prefix: UInt64
        let key: UInt32
        /// The tag's place in `tags`.
        let index: UInt32
    }

    init(of tags: [ObservedTag], order: VersionPolicy.Order) {
        self.tags = tags
        self.order = order
        keys.reserveCapacity(tags.count)
        entries.reserveCapacity(tags.count)
    }

    mutating func add(_ key: Key, at index: Int) {
        let prefix = order == .asc ? ~key.prefix : key.prefix
        entries.append(Entry(prefix: prefix, key: UInt32(keys.count), index: UInt32(index)))
        keys.append(key)
    }

    /// The places of all of them in `tags`, best first.
    var ranked: [Int] { entries.sorted(by: precedes).map { Int($0.index) } }

    /// The place of the best; nil when there is none.
    var best: Int? { entries.min(by: precedes).map { Int($0.index) } }

    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        left.prefix != right.prefix ? left.prefix < right.prefix : keyPrecedes(left, right)
    }

    /// What `VersionPolicy.rank` documents, tie by tie.
    private func keyPrecedes(_ left: Entry, _ right: Entry) -> Bool {
        let (key, other) = (keys[Int(left.key)], keys[Int(right.key)])
        switch order.directed(key.precedence(over: other)) {
        case .higher: return true
        case .lower: return false
        case .equal: break
        }
        if key.exactness != other.exactness { return key.exactness > other.exactness }
        let (name, otherName) = (tags[Int(left.index)].name, tags[Int(right.index)].name)
        let lengths = Precedence(of: name.utf8.count, over: otherName.utf8.count)
        return (lengths != .equal ? lengths : Precedence(ofBytes: name, over: otherName)) == .lower
    }
}
