/// Whether an answer 301, 302, 303, 307 or 308 is followed.
///
/// Only GET and HEAD are followed unless the rule says so; another method gets the redirect as its answer, because sending
/// a change to a place that the caller did not name is the caller's decision. To another origin (scheme, host or port) only
/// the fields Accept and User-Agent go along: every other field, tokens first, stays behind.
package enum RedirectRule: Sendable, Hashable {
    /// The redirect is the answer.
    case never
    /// Followed up to `limit` times while scheme, host and port stay the same; another origin is a failure.
    case sameOrigin(limit: Int)
    /// The same, and a change goes along where 307 or 308 say that nothing was done and that the method stays (RFC 9110,
    /// 15.4.8), within the same deadline; to another origin the redirect is its answer.
    case sameOriginWithChanges(limit: Int)
    /// Followed up to `limit` times to any host.
    case anyOrigin(limit: Int)

    var limit: Int {
        switch self {
        case .never: 0
        case .sameOrigin(let limit), .sameOriginWithChanges(let limit), .anyOrigin(let limit): limit
        }
    }
}
