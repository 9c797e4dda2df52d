import Foundation
import HTTPTypes
import Promotion

/// The one place where a request is let in or refused.
struct Gatekeeper: Sendable {
    private let failures: FailureLog

    init(failures: FailureLog = FailureLog()) { self.failures = failures }

    /// The user of a request that may use a route, empty for an open one.
    ///
    /// Throws 401, 403 or 429 otherwise, which say no more than they must. `stages` names the environments of the pipeline
    /// that the address names; it is asked only where the rule needs it.
    func admit(
        _ route: Route, _ parameters: [String: String], authorization: String?, address: String,
        access: AccessControl, stages: (String) async -> [String]
    ) async throws(APIError) -> String {
        if route.rule == .open { return "" }
        let scheme = "bearer "
        guard let authorization, authorization.lowercased().hasPrefix(scheme) else {
            throw APIError(
                .unauthorized, "A token is needed.", remedy: "Set SLUICE_TOKEN, or send `Authorization: Bearer TOKEN`.")
        }
        guard !failures.isExhausted(address) else {
            throw APIError(
                .tooManyRequests, "Too many wrong tokens came from \(address).", remedy: "Try again in a minute.")
        }
        let token = authorization.dropFirst(scheme.count).trimmingCharacters(in: .whitespaces)
        guard let user = access.user(token: token) else {
            failures.note(token: AccessControl.hash(token), from: address)
            throw APIError(.unauthorized, "The token is not valid.", remedy: "Ask an admin for one.")
        }
        guard await isAllowed(user, route.rule, parameters, access, stages) else {
            throw APIError(
                .forbidden, "\(user) may not do this.", remedy: "It needs \(Self.need(route.rule, parameters)).")
        }
        return user
    }

    private func isAllowed(
        _ user: String, _ rule: Route.Rule, _ parameters: [String: String], _ access: AccessControl,
        _ stages: (String) async -> [String]
    ) async -> Bool {
        switch rule {
        case .open: return true
        case .member: return access.isMember(user)
        case .pipeline(let role):
            guard let pipeline = parameters["pipeline"] else { return false }
            // Without a stage there is nobody to ask but who may do it everywhere; they learn that there is no such pipeline.
            if access.allowsEverywhere(user, role) { return true }
            return await stages(pipeline).contains { access.allows(user, role, in: $0) }
        case .stage(let role):
            return parameters["environment"].map { access.allows(user, role, in: $0) } ?? false
        case .everywhere(let role): return access.allowsEverywhere(user, role)
        }
    }

    private static func need(_ rule: Route.Rule, _ parameters: [String: String]) -> String {
        switch rule {
        case .open: "nothing"
        case .member: "a role in some environment"
        case .pipeline(let role): "the role \(role.rawValue) in a stage of this pipeline"
        case .stage(let role): "the role \(role.rawValue) in \(parameters["environment"] ?? "the environment")"
        case .everywhere(let role): "the role \(role.rawValue) in every environment"
        }
    }
}
