import Foundation
import HTTPTransport
import Promotion

/// What a host answered to a call: a success, or a status that the call expects.
struct HostAnswer: Sendable {
    let call: HostCall
    let response: HTTPResponse
    /// What the host says of its refusal; empty where it says nothing.
    let words: String
    /// `https://git.example.com: opening a merge request`
    let place: String

    var status: Int { response.status }
    var isSuccess: Bool { response.isSuccess }

    /// The body as JSON with `snake_case` names. Throws a permanent problem where it is something else.
    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws(Problem) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(response.body))
        } catch {
            throw .permanent(
                "\(place) failed: the answer \(status) (\(response.body.count) bytes) is not the JSON that belongs there.",
                remedy: "A proxy or a login page may stand before the host; check its address.")
        }
    }
}
