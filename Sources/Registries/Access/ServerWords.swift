import Foundation
import HTTPTransport

/// What a server says about its refusal: the messages of the distribution specification's error body.
struct ServerWords {
    private struct Body: Decodable {
        struct Entry: Decodable {
            var code: String?
            var message: String?
        }
        var errors: [Entry]?
        /// Token services' own forms.
        var details: String?
        var error_description: String?
        var message: String?
    }

    private let text: String

    init(_ response: HTTPResponse) {
        guard response.body.count <= 64 << 10,
            let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        else {
            text = ""
            return
        }
        let entries = (body.errors ?? []).prefix(3).map { entry in
            [entry.code, entry.message].compactMap(\.self).joined(separator: ", ")
        }
        let said = entries.isEmpty ? [body.error_description, body.details, body.message].compactMap(\.self) : entries
        text = String(said.joined(separator: "; ").filter { !$0.isNewline }.prefix(300))
    }

    /// ` and said: …`, or nothing.
    var clause: String { text.isEmpty ? "" : " and said: \(text)" }
}

extension HTTPResponse {
    /// The media type, fit for printing.
    var contentType: String {
        let type = headers["Content-Type"].map { String($0.prefix { $0 != ";" }.prefix(80)) } ?? ""
        return type.isEmpty ? "no content type" : type.trimmingCharacters(in: .whitespaces)
    }

    /// Whether this is a page for people. The type alone decides nothing: some registries call their JSON text/plain.
    var looksLikeMarkup: Bool {
        let type = contentType.lowercased()
        return type == "text/html" || type == "application/xhtml+xml" || type.hasSuffix("/xml")
            || body.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}
