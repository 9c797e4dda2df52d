/// Whether a subject matches a pattern in which some elements stand for any number of the subject's, none included.
///
/// Takes time linear in pattern × subject, whatever the pattern: only the newest element for any number has to be tried again.
package func matchesWildcards<Pattern: RandomAccessCollection, Subject: RandomAccessCollection>(
    _ pattern: Pattern, _ subject: Subject, isAny: (Pattern.Element) -> Bool,
    matches: (Pattern.Element, Subject.Element) -> Bool
) -> Bool {
    var (next, at) = (pattern.startIndex, subject.startIndex)
    var retry: (pattern: Pattern.Index, subject: Subject.Index)?
    while at < subject.endIndex {
        if next < pattern.endIndex, isAny(pattern[next]) {
            next = pattern.index(after: next)
            retry = (next, at)
        } else if next < pattern.endIndex, matches(pattern[next], subject[at]) {
            next = pattern.index(after: next)
            at = subject.index(after: at)
        } else if let last = retry {
            (next, at) = (last.pattern, subject.index(after: last.subject))
            retry = (next, at)
        } else {
            return false
        }
    }
    return pattern[next...].allSatisfy(isAny)
}
