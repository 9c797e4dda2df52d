import Foundation
import HTTPTypes
import Promotion
import WebTestKit

@testable import Web

/// Calls the API of a shop without a network.
struct Caller {
    let api: API

    init(_ shop: Shop, failures: FailureLog = FailureLog()) {
        api = API(shop.services, gatekeeper: Gatekeeper(failures: failures), log: shop.log)
    }

    func callAsFunction(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, query: [String: String] = [:],
        body: String = "", from address: String = "192.0.2.1"
    ) async -> Answer {
        await api.answer(
            API.Request(
                method: method, path: path, query: query, authorization: token.map { "Bearer \($0)" }, address: address,
                body: { Array(body.utf8) }))
    }

    /// As a user with a token of their own.
    func callAsFunction(
        as user: String, _ method: HTTPRequest.Method, _ path: String, query: [String: String] = [:],
        body: String = ""
    ) async -> Answer {
        await self(method, path, token: Shop.token(user), query: query, body: body)
    }

    /// Reads, as a user with a token of their own.
    func callAsFunction(as user: String, _ path: String, query: [String: String] = [:]) async -> Answer {
        await self(as: user, .get, path, query: query)
    }
}

extension Answer {
    var text: String { String(decoding: body, as: UTF8.self) }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder.api.decode(Value.self, from: Data(body))
    }

    /// The answer's JSON in a form that is the same in every run: dates and hashes stand as words.
    var masked: String {
        get throws {
            let object = try JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
            let data = try JSONSerialization.data(
                withJSONObject: object,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
            return String(decoding: data, as: UTF8.self)
                .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "DATE")
                .replacing(/\b[0-9a-f]{10,64}\b/, with: "HEX") + "\n"
        }
    }
}
