import Engine
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Promotion

/// One address of the API, what it takes to use it, and what it does.
struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let rule: Rule
    let answer: @Sendable (Call) async throws -> Answer

    /// What a caller needs. There is no route without one.
    enum Rule: Sendable, Hashable {
        /// Nobody is asked who they are.
        case open
        /// Any user with a role somewhere; the answer shows what they may see.
        case member
        /// At least this role in the environment that the address names.
        case stage(Role)
        /// At least this role in every environment.
        case everywhere(Role)
    }
}

/// A request that was let in.
struct Call: Sendable {
    let services: WebServices
    let access: AccessControl
    /// Empty for open routes.
    let user: String
    let parameters: [String: String]
    let query: [String: String]
    let body: [UInt8]

    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The request's JSON; an empty body is an empty object.
    func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
        do {
            return try JSONDecoder().decode(type, from: body.isEmpty ? Data("{}".utf8) : Data(body))
        } catch {
            throw APIError(.badRequest, "The request's body is not the JSON that is expected here.")
        }
    }

    func sees(_ environment: String) -> Bool { access.role(of: user, in: environment) != nil }
}

/// What a route says.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var contentType = "application/json"
    var body: [UInt8]

    /// Dates in ISO 8601, keys sorted.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Answer {
        Answer(status: status, body: Array(try JSONEncoder.api.encode(value)))
    }

    static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Answer {
        Answer(contentType: contentType, body: Array(text.utf8))
    }
}

/// An error with a status of its own.
struct APIError: Error {
    let status: HTTPResponse.Status
    let body: ErrorBody

    init(_ status: HTTPResponse.Status, _ message: String, remedy: String? = nil) {
        self.status = status
        body = ErrorBody(error: message, remedy: remedy)
    }
}

extension JSONEncoder {
    /// What the API and `-o json` write.
    package static var api: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension JSONDecoder {
    /// Reads what the API writes.
    package static var api: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
