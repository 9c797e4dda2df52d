import Promotion

/// What came back from GraphQL, which answers refusals with 200, too.
enum GraphReply<Data: Decodable & Sendable>: Sendable {
    case data(Data)
    /// In GitHub's words.
    case refused(String)
    case lost(Problem)
}

/// An answer of which only that it came is of use.
struct Ignored: Decodable, Sendable {}

private struct GraphAnswer<Data: Decodable & Sendable>: Decodable, Sendable {
    struct Fault: Decodable, Sendable { var message: String }
    var data: Data?
    var errors: [Fault]?
}

extension GitHub {
    /// One question to GraphQL. Names in the answer are its own, `likeThis`.
    func ask<Data>(
        _ query: String, _ variables: [String: JSONBody], isQuery: Bool = false, for purpose: String
    ) async throws(Problem) -> GraphReply<Data> {
        var call = HostCall(
            "POST", ["graphql"], body: .object(["query": .text(query), "variables": .object(variables)]), for: purpose)
        call.isQuery = isQuery
        switch try await host.attempt(call, to: graph) {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer):
            let graph = try answer.decoded(GraphAnswer<Data>.self)
            if let errors = graph.errors, !errors.isEmpty {
                return .refused(errors.map(\.message).prefix(4).joined(separator: "; "))
            }
            guard let data = graph.data else { return .refused("") }
            return .data(data)
        }
    }

    /// Beside the REST API: `/api/graphql` of an Enterprise Server.
    private var graph: String {
        let api = host.dialect.api
        return api.hasSuffix("/api/v3") ? api.dropLast(2) + "graphql" : api + "/graphql"
    }
}
