/// `; did you mean 'soakTime'?`, or nothing where no known name is near.
func didYouMean(_ name: String, among known: some Sequence<String>) -> String {
    nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
}

/// The known name with the fewest changes to `name`, at most a third of its letters; of several the first in the alphabet.
func nearestName(to name: String, among known: some Sequence<String>) -> String? {
    let letters = Array(name.lowercased().unicodeScalars.prefix(100))
    let limit = max(1, letters.count / 3)
    return known.lazy
        .map { (name: $0, distance: editDistance(letters, Array($0.lowercased().unicodeScalars.prefix(100)))) }
        .filter { $0.distance <= limit }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal string alignment).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [i]
        for j in 1...b.count {
            var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
            row.append(best)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
