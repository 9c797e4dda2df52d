import CPCRE2

/// What one search of a whole file may cost, counted at every item of the expression that PCRE2 tries.
///
/// PCRE2's own limits begin again at each byte where a match may start, so that `[\s\S]*x` could take hours on a file
/// that each start reads to its end. Here an item costs one step, one for each byte that the match moved since the
/// item before, and, where the expression has back references, one for each byte in its groups, which may have been
/// compared. The count is the same on every machine.
struct MatchBudget {
    /// About a second: enough for some twenty items that look at each byte of 4 MiB.
    static let steps = 100_000_000
    /// PCRE2's match and depth limits: more than the steps allow.
    static let backtracks: UInt32 = 100_000_000
    /// KiB.
    static let heap: UInt32 = 128 << 10

    private var rest: Int
    private var position = 0
    private let hasBackReferences: Bool
    /// Whether the text is known to be UTF-8.
    var isChecked = false

    init(steps: Int, hasBackReferences: Bool) {
        rest = steps
        self.hasBackReferences = hasBackReferences
    }

    /// PCRE2's callout function: 0 to go on, `PCRE2_ERROR_CALLOUT` to give up.
    static func charge(
        _ block: UnsafeMutablePointer<pcre2_callout_block_8>?, _ data: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let block, let budget = data?.assumingMemoryBound(to: MatchBudget.self) else { return 0 }
        let position = Int(block.pointee.current_position)
        budget.pointee.rest -= 1 + abs(position - budget.pointee.position)
        budget.pointee.position = position
        if budget.pointee.hasBackReferences { budget.pointee.rest -= captured(block.pointee) }
        return budget.pointee.rest < 0 ? PCRE2_ERROR_CALLOUT : 0
    }

    private static func captured(_ block: pcre2_callout_block_8) -> Int {
        guard let offsets = block.offset_vector else { return 0 }
        return (1..<max(1, Int(block.capture_top))).reduce(0) { sum, group in
            let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
            return start <= end && end <= block.subject_length ? sum + Int(end - start) : sum
        }
    }
}
