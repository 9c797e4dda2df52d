import Foundation
import HeapModule
import Promotion

/// What is due when. Each item has one time; setting another replaces it.
struct Agenda {
    enum Item: Hashable {
        /// Look at a pipeline again: a soak ends, a window opens, a retry is due.
        case step(pipeline: String)
        /// Scan a pipeline's sources.
        case scan(pipeline: String)
        /// Read a branch.
        case look(branch: Branch)
        /// Read a stage's merge request, and what its reconciler reports.
        case follow(StageID)
    }

    private struct Entry: Comparable {
        let date: Date
        let item: Item

        static func < (a: Entry, b: Entry) -> Bool { a.date < b.date }
        static func == (a: Entry, b: Entry) -> Bool { a.date == b.date }
    }

    private var heap = Heap<Entry>()
    private var dates: [Item: Date] = [:]

    /// O(log n).
    mutating func set(_ item: Item, at date: Date?) {
        guard dates[item] != date else { return }
        dates[item] = date
        if let date { heap.insert(Entry(date: date, item: item)) }
        // What was replaced stays in the heap until its time, which may be far: swept when it is more than what counts.
        if heap.count > 2 * dates.count + 64 { heap = Heap(dates.map { Entry(date: $0.value, item: $0.key) }) }
    }

    /// Moves an item forward, never back.
    mutating func hasten(_ item: Item, to date: Date) {
        if dates[item].map({ date < $0 }) ?? true { set(item, at: date) }
    }

    var next: Date? {
        mutating get {
            while let first = heap.min {
                if dates[first.item] == first.date { return first.date }
                heap.removeMin()
            }
            return nil
        }
    }

    /// Takes out everything that is due, earliest first.
    mutating func due(at now: Date) -> [Item] {
        var items: [Item] = []
        while let date = next, date <= now {
            let entry = heap.removeMin()
            dates[entry.item] = nil
            items.append(entry.item)
        }
        return items
    }
}
