import Foundation
import HTTPTypes
import Promotion

/// One address of the API, what it takes to use it, and what it does.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// Components that start with a colon stand for anything: `/api/v1/pipelines/:pipeline`.
    let path: String
    let rule: Rule
    let answer: @Sendable (Call) async throws -> Answer

    /// What a caller needs. There is no route without one.
    enum Rule: Sendable, Hashable {
        /// Nobody is asked who they are.
        case open
        /// Any user with a role somewhere; the answer shows what they may see.
        case member
        /// At least this role in one of the environments of the pipeline that the address names.
        case pipeline(Role)
        /// At least this role in the environment that the address names.
        case stage(Role)
        /// At least this role in every environment.
        case everywhere(Role)
    }

    /// The address's parameters where `path`, as it was sent, is of this route.
    func parameters(of path: String) -> [String: String]? {
        let wanted = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let sent = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == sent.count else { return nil }
        var parameters: [String: String] = [:]
        for (wanted, sent) in zip(wanted, sent) {
            if wanted.hasPrefix(":") {
                guard !sent.isEmpty, let value = String(sent).removingPercentEncoding else { return nil }
                parameters[String(wanted.dropFirst())] = value
            } else if wanted != sent {
                return nil
            }
        }
        return parameters
    }
}
