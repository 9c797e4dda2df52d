import Foundation
import HTTPTypes
import Promotion

/// A request that was let in.
struct Call: Sendable {
    let services: WebServices
    let access: AccessControl
    /// Empty for open routes.
    let user: String
    let parameters: [String: String]
    let query: [String: String]
    let body: [UInt8]

    /// A parameter of the address, which its route has.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A number of the query; nil where it is missing, refused where it is none.
    func number(_ name: String) throws(APIError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text) else { throw APIError(.badRequest, "`\(name)` is not a whole number.") }
        return number
    }

    /// The request's JSON; an empty body is an empty object.
    func decode<Body: Decodable>(_ type: Body.Type) throws(APIError) -> Body {
        do {
            return try JSONDecoder.api.decode(type, from: body.isEmpty ? Data("{}".utf8) : Data(body))
        } catch {
            throw APIError(
                .badRequest, "The request's body is not the JSON that is expected here.", remedy: "See docs/api.md.")
        }
    }

    func sees(_ environment: String) -> Bool { access.role(of: user, in: environment) != nil }
}

/// What a route says.
package struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    var contentType = "application/json"
    var body: [UInt8]
    /// Whether nothing more is read from whoever asked.
    var closesConnection = false

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Answer {
        Answer(status: status, body: Array(try JSONEncoder.api.encode(value)))
    }

    static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Answer {
        Answer(contentType: contentType, body: Array(text.utf8))
    }
}

/// An error with a status of its own.
struct APIError: Error, Hashable {
    let status: HTTPResponse.Status
    let body: ErrorBody

    init(_ status: HTTPResponse.Status, _ message: String, remedy: String? = nil) {
        self.status = status
        body = ErrorBody(error: message, remedy: remedy)
    }
}
