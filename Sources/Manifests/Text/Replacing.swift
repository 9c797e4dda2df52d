extension RandomAccessCollection<UInt8> where Index == Int {
    /// The bytes with others in the place of some ranges, which are in order and do not overlap.
    func replacing(_ replacements: [(range: Range<Int>, text: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + replacements.reduce(0) { $0 + $1.text.count })
        var offset = startIndex
        for (range, text) in replacements {
            result.append(contentsOf: self[offset..<range.lowerBound])
            result.append(contentsOf: text)
            offset = range.upperBound
        }
        result.append(contentsOf: self[offset...])
        return result
    }
}
