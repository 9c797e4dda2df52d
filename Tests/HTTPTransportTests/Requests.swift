import HTTPTransport

/// A request to a test's server, which speaks plain http.
func plain(_ method: String, _ url: String, body: [UInt8]? = nil) -> HTTPRequest {
    var request = HTTPRequest(method, url, body: body)
    request.allowPlaintext = true
    return request
}

func plain(_ url: String) -> HTTPRequest { plain("GET", url) }

extension HTTPSending {
    /// Why `request` has no answer; nil if it has one.
    func failure(of request: HTTPRequest) async -> HTTPFailure? {
        do {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}
