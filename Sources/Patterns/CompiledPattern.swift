import CPCRE2
import Synchronization

/// An expression as PCRE2 holds it, and the limits that every match is held to.
///
/// The code and the match context are never written after `init`, which PCRE2 allows to be shared between threads
/// (pcre2api, MULTITHREADING); the blocks that a match writes to are lent to one match at a time.
final class CompiledPattern: Sendable {
    let groupNames: [String: Int]
    let groupCount: Int
    private nonisolated(unsafe) let code: OpaquePointer
    private nonisolated(unsafe) let limits: OpaquePointer
    private let idle = Mutex<[MatchBlock]>([])

    init(_ source: String) throws(PatternError) {
        var error: Int32 = 0
        var offset = 0
        var source = source
        // \C could stop in the middle of a character, which a String cannot hold.
        let compiled = source.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nil)
        }
        guard let compiled else {
            throw PatternError(offset: min(offset, source.utf8.count), message: errorMessage(error))
        }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_code_free_8(compiled)
            throw PatternError(offset: 0, message: "out of memory")
        }
        // Where there is no JIT the interpreter serves; the limits hold in both.
        pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
        pcre2_set_match_limit_8(context, Limit.matches)
        pcre2_set_depth_limit_8(context, Limit.depth)
        pcre2_set_heap_limit_8(context, Limit.heap)
        code = compiled
        limits = context
        groupCount = Int(unsignedInfo(compiled, PCRE2_INFO_CAPTURECOUNT))
        groupNames = readGroupNames(compiled)
    }

    deinit {
        idle.withLock { $0.forEach { pcre2_match_data_free_8($0.pointer) } }
        pcre2_match_context_free_8(limits)
        pcre2_code_free_8(code)
    }

    func matches(_ text: String) throws(MatchLimitExceeded) -> Bool {
        try withMatch(in: text) { _ in true } ?? false
    }

    func groups(in text: String) throws(MatchLimitExceeded) -> [Range<Int>?]? {
        try withMatch(in: text) { offsets in
            (0...groupCount).map { group in
                let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
                // PCRE2_UNSET is the greatest size_t, and so -1 here.
                return start >= 0 && start <= end ? start..<end : nil
            }
        }
    }

    /// Matches once, and hands the pairs of offsets to `body`; nil where there is no match.
    private func withMatch<Answer>(
        in text: String, _ body: (UnsafePointer<Int>) -> Answer
    ) throws(MatchLimitExceeded) -> Answer? {
        guard let block = borrow() else { throw MatchLimitExceeded(reason: errorMessage(PCRE2_ERROR_NOMEMORY)) }
        defer { giveBack(block) }
        var text = text
        let result = text.withUTF8 {
            // A String is valid UTF-8 already.
            pcre2_match_8(code, $0.baseAddress, $0.count, 0, PCRE2_NO_UTF_CHECK, block.pointer, limits)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        guard result >= 0 else { throw MatchLimitExceeded(reason: errorMessage(result)) }
        return body(block.offsets)
    }

    private func borrow() -> MatchBlock? {
        if let block = idle.withLock({ $0.popLast() }) { return block }
        guard let pointer = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        return MatchBlock(pointer: pointer)
    }

    private func giveBack(_ block: MatchBlock) {
        idle.withLock { $0.append(block) }
    }
}

/// What one match may cost. Tags and references are short: an expression that needs more is one that runs away.
private enum Limit {
    /// Backtracking points, as PCRE2 counts them: about a millisecond.
    static let matches: UInt32 = 100_000
    static let depth: UInt32 = 10_000
    /// KiB.
    static let heap: UInt32 = 4096
}

/// The block that a match writes its offsets to. One match at a time.
private struct MatchBlock: @unchecked Sendable {
    let pointer: OpaquePointer

    var offsets: UnsafePointer<Int> {
        UnsafeRawPointer(pcre2_get_ovector_pointer_8(pointer)).assumingMemoryBound(to: Int.self)
    }
}
