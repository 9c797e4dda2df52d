/// The tags so far, in the registry's order and without duplicates.
struct TagCollector {
    private(set) var all: [String] = []
    private(set) var bytes = 0
    /// Pages in a row that had no tag.
    private(set) var emptyPages = 0
    /// Nil while the tags ascend, as the specification has them: such a list needs no table to be free of duplicates,
    /// and the table costs more than fetching and reading the list.
    private var known: Set<String>?

    /// False if `page` has tags and none of them is new.
    mutating func add(_ page: [String], bytes count: Int) -> Bool {
        bytes += count
        emptyPages = page.isEmpty ? emptyPages + 1 : 0
        if known == nil, ascends(page) {
            all += page
            return true
        }
        var table = known ?? Set(all)
        known = nil
        table.reserveCapacity(table.count + page.count)
        let before = all.count
        for tag in page where table.insert(tag).inserted { all.append(tag) }
        known = table
        return page.isEmpty || all.count > before
    }

    /// Whether every tag of `page` is greater than the one before it.
    private func ascends(_ page: [String]) -> Bool {
        var last = all.last
        for tag in page {
            if let last, last >= tag { return false }
            last = tag
        }
        return true
    }
}
