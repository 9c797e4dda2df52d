/// A request to a webhook's address as it arrived. Nothing in it is believed before its proof was checked.
package struct WebhookRequest: Sendable, Hashable {
    /// By lower-case name; several of one name are joined by commas, which no proof survives.
    private var headers: [String: String] = [:]
    package var query: [String: String]
    /// The very bytes that were sent, which is what is signed.
    package var body: [UInt8]

    package init(headers: [(String, String)] = [], query: [String: String] = [:], body: [UInt8]) {
        self.query = query
        self.body = body
        for (name, value) in headers {
            self.headers.merge([name.lowercased(): value]) { "\($0), \($1)" }
        }
    }

    /// A header by its name in either case; nil where it is missing or empty.
    package subscript(_ name: String) -> String? {
        get { headers[name.lowercased()].flatMap { $0.isEmpty ? nil : $0 } }
        set { headers[name.lowercased()] = newValue }
    }

    /// For whoever sends it.
    package var allHeaders: [String: String] { headers }

    /// The first of these headers that was sent.
    func first(of names: [String]) -> String? { names.lazy.compactMap { self[$0] }.first }
}
