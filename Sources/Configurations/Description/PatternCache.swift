import Patterns
import Synchronization

/// Compiles each expression once, however many pipelines use it.
final class PatternCache: Sendable {
    private let compiled = Mutex<[String: Result<Pattern, PatternError>]>([:])

    func pattern(_ text: String) throws(PatternError) -> Pattern {
        let known = compiled.withLock { $0[text] }
        if let known { return try known.get() }
        let result = Result<Pattern, PatternError> { () throws(PatternError) in try Pattern(text) }
        compiled.withLock { $0[text] = result }
        return try result.get()
    }
}
