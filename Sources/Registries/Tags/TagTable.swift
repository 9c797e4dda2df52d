/// Which tags a growing list has.
///
/// An open table of places in the list, each beside 32 bits of its tag's hash: the tags themselves are compared only
/// where those are equal. The hash is seeded, so that no registry can prepare tags that meet in one place.
struct TagTable {
    /// 0 where nothing is; else the hash's bits above, and below the place, counted from 1.
    private var slots = [UInt64](repeating: 0, count: 1 << 11)
    private let seed = UInt64.random(in: .min ... .max)

    /// Appends a tag that the list, all of which came in here, does not have; false if it has it.
    mutating func append(_ tag: String, to list: inout [String]) -> Bool {
        if list.count * 2 >= slots.count { grow() }
        let hash = hash(of: tag)
        var slot = self.slot(of: hash)
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash, list[Int(slots[slot] & 0xFFFF_FFFF) - 1] == tag { return false }
            slot = (slot + 1) & (slots.count - 1)
        }
        list.append(tag)
        slots[slot] = hash << 32 | UInt64(list.count)
        return true
    }

    private func slot(of hash: UInt64) -> Int { Int(hash) & (slots.count - 1) }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 4)
        for entry in old where entry != 0 {
            var slot = self.slot(of: entry >> 32)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }

    /// 32 bits: eight bytes at a time, each folded in by one wide multiplication.
    private func hash(of tag: String) -> UInt64 {
        var tag = tag
        return tag.withUTF8 { bytes in
            var hash = seed ^ UInt64(bytes.count)
            var rest = UnsafeRawBufferPointer(bytes)
            while rest.count >= 8 {
                hash = Self.fold(hash, rest.loadUnaligned(as: UInt64.self))
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8))
            }
            return Self.fold(hash, rest.reduce(0) { $0 << 8 | UInt64($1) }) >> 32
        }
    }

    private static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
