import CPCRE2

/// An expression for whole files as PCRE2 holds it.
///
/// The code is never written after `init`, which PCRE2 allows to be shared between threads (pcre2api, MULTITHREADING);
/// each search has blocks of its own.
final class CompiledSearchPattern: Sendable {
    /// By their numbers.
    let groups: [(name: String, number: Int)]
    private nonisolated(unsafe) let code: OpaquePointer
    private let hasBackReferences: Bool

    init(_ source: String) throws(PatternError) {
        guard let context = pcre2_compile_context_create_8(nil) else {
            throw PatternError(offset: 0, message: errorMessage(PCRE2_ERROR_NOMEMORY))
        }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
        var error: Int32 = 0
        var offset = 0
        var source = source
        // Before every item of the expression stands a callout, which counts what the search costs.
        let options = PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT
        let compiled = source.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, context)
        }
        guard let compiled else {
            throw PatternError(offset: min(offset, source.utf8.count), message: errorMessage(error))
        }
        code = compiled
        groups = readGroupNames(compiled).map { ($0.key, $0.value) }.sorted { $0.1 < $1.1 }
        hasBackReferences = unsignedInfo(compiled, PCRE2_INFO_BACKREFMAX) > 0
    }

    deinit { pcre2_code_free_8(code) }

    func matches(
        in text: UnsafeBufferPointer<UInt8>, limit: Int, steps: Int
    ) throws(MatchLimitExceeded) -> [FileMatch] {
        guard let search = FileSearch(code, in: text) else {
            throw MatchLimitExceeded(reason: errorMessage(PCRE2_ERROR_NOMEMORY))
        }
        var budget = MatchBudget(steps: steps, hasBackReferences: hasBackReferences)
        var matches: [FileMatch] = []
        var offset = 0
        var isAfterEmpty = false
        while matches.count < limit {
            let found = try search.next(from: offset, isAfterEmpty: isAfterEmpty, &budget)
            guard let range = found else { break }
            matches.append(FileMatch(range: range, groups: named(search)))
            isAfterEmpty = range.upperBound == offset || range.isEmpty
            offset = max(offset, range.upperBound)
        }
        return matches
    }

    private func named(_ search: borrowing FileSearch) -> [String: Range<Int>] {
        var named: [String: Range<Int>] = [:]
        for (name, number) in groups { named[name] = search.group(number) }
        return named
    }
}
