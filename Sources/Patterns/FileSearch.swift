import CPCRE2

/// One search through one text: the blocks that PCRE2 writes to, freed at its end.
struct FileSearch: ~Copyable {
    private let code: OpaquePointer
    private let text: UnsafeBufferPointer<UInt8>
    private let block: OpaquePointer
    private let context: OpaquePointer

    /// Nil where there is no memory.
    init?(_ code: OpaquePointer, in text: UnsafeBufferPointer<UInt8>) {
        guard let block = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(block)
            return nil
        }
        // Each holds from one start to the next; the budget holds for the whole search.
        pcre2_set_match_limit_8(context, MatchBudget.backtracks)
        pcre2_set_depth_limit_8(context, MatchBudget.backtracks)
        pcre2_set_heap_limit_8(context, MatchBudget.heap)
        (self.code, self.text, self.block, self.context) = (code, text, block, context)
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(block)
    }

    /// The leftmost match that starts at an offset or behind it; nil where there is none.
    ///
    /// - Parameter isAfterEmpty: whether an empty match at that very offset was found already.
    func next(
        from offset: Int, isAfterEmpty: Bool, _ budget: inout MatchBudget
    ) throws(MatchLimitExceeded) -> Range<Int>? {
        // The whole text is checked by the first search of it only.
        let options =
            (isAfterEmpty ? PCRE2_NOTEMPTY_ATSTART : 0) | (budget.isChecked ? PCRE2_NO_UTF_CHECK : 0)
        let result = withUnsafeMutablePointer(to: &budget) { budget in
            pcre2_set_callout_8(context, { MatchBudget.charge($0, $1) }, budget)
            return pcre2_match_8(code, text.baseAddress, text.count, offset, options, block, context)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        guard result != PCRE2_ERROR_CALLOUT else {
            throw MatchLimitExceeded(reason: "it takes too many steps")
        }
        guard result >= 0 else { throw MatchLimitExceeded(reason: errorMessage(result)) }
        budget.isChecked = true
        return group(0)
    }

    /// What the group of that number holds after a match.
    func group(_ number: Int) -> Range<Int>? {
        let offsets = UnsafeRawPointer(pcre2_get_ovector_pointer_8(block)).assumingMemoryBound(to: Int.self)
        let (start, end) = (offsets[2 * number], offsets[2 * number + 1])
        // PCRE2_UNSET is the greatest size_t, and so -1 here.
        return start >= 0 && start <= end ? start..<end : nil
    }
}
