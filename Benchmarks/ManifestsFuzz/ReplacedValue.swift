/// One value that another took the place of.
struct ReplacedValue {
    /// Where it starts in the old text.
    let offset: Int
    let old: String
    let new: String

    /// What is wrong with a text that should be another one with these values replaced; nil for nothing.
    static func fault(
        from old: [UInt8], to new: [UInt8], by values: [ReplacedValue], in syntax: ValueSyntax
    ) -> String? {
        var (before, after) = (old[...], new[...])
        for value in values.sorted(by: { $0.offset < $1.offset }) {
            let length = value.offset - before.startIndex
            guard length >= 0, length <= before.count, after.starts(with: before.prefix(length)) else {
                return "bytes before \(value.offset) changed"
            }
            before = before.dropFirst(length)
            after = after.dropFirst(length)
            if let fault = value.skip(&before, &after, syntax) { return "at \(value.offset) \(fault)" }
        }
        return before.elementsEqual(after) ? nil : "bytes behind the last change changed"
    }

    /// Moves both texts behind the value, or says what is wrong with it.
    private func skip(
        _ before: inout ArraySlice<UInt8>, _ after: inout ArraySlice<UInt8>, _ syntax: ValueSyntax
    ) -> String? {
        if syntax == .yaml, before.first == UInt8(ascii: "|") || before.first == UInt8(ascii: ">") {
            guard let one = BlockText(before, value: old), let two = BlockText(after, value: new) else {
                return "stands a block with another value"
            }
            if let fault = one.fault(before: two) { return fault }
            let isBlankOwn = one.keeps || two.keeps
            before = isBlankOwn ? one.behindBlanks : one.behind
            after = isBlankOwn ? two.behindBlanks : two.behind
            return nil
        }
        let isLeftOut = old.isEmpty && !ValueSyntax.startsWithQuote(before)
        if isLeftOut { after = after.drop { $0 == UInt8(ascii: " ") } }
        guard let behindOld = syntax.skipping(old, in: before) ?? syntax.skippingLines(of: old, in: before) else {
            return "stood something else than the old value"
        }
        guard let behindNew = syntax.skipping(new, in: after) else { return "stands something else than the new value" }
        before = behindOld
        after = behindNew
        // A value that was left out may need a space on both sides.
        if isLeftOut, after.first == UInt8(ascii: " "), before.first != after.first { after = after.dropFirst() }
        return nil
    }
}
