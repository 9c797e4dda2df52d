/// The tags so far, in the registry's order and without duplicates.
struct TagCollector {
    private(set) var all: [String] = []
    private(set) var bytes = 0
    /// Pages in a row that had no tag.
    private(set) var emptyPages = 0
    /// Nil while the tags ascend, as the specification has them: such a list needs no table to be free of duplicates.
    private var known: TagTable?

    /// False if `page` has tags and none of them is new.
    mutating func add(_ page: [String], bytes count: Int) -> Bool {
        bytes += count
        emptyPages = page.isEmpty ? emptyPages + 1 : 0
        if known == nil, ascends(page) {
            if all.isEmpty { all = page } else { all += page }
            return true
        }
        let before = all.count
        var table = takeTable()
        for tag in page { _ = table.append(tag, to: &all) }
        known = table
        return page.isEmpty || all.count > before
    }

    /// Out of where it is kept, so that it is changed in place.
    private mutating func takeTable() -> TagTable {
        if let table = known.take() { return table }
        var table = TagTable()
        var list: [String] = []
        list.reserveCapacity(all.count)
        for tag in all { _ = table.append(tag, to: &list) }
        return table
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
