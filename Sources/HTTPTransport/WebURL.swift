internal import CCurl

/// An absolute http or https URL, taken apart by the parser that will also use it, so that no two parsers can disagree
/// on the host.
package struct WebURL: Hashable, Sendable {
    /// The whole URL, normalised.
    package let text: String
    package let scheme: String
    package let host: String
    /// The scheme's default where the URL names none.
    package let port: Int
    package let path: String
    /// Path and query: what a request line names.
    package let target: String

    /// Parses an absolute URL; nil unless it is http or https with a host and without user information.
    package init?(_ text: String) {
        self.init(text, relativeTo: nil)
    }

    /// Resolves `reference`, absolute or relative, against this URL (RFC 3986, 5).
    package func resolving(_ reference: String) -> WebURL? {
        WebURL(reference, relativeTo: self)
    }

    private init?(_ reference: String, relativeTo base: WebURL?) {
        guard reference.utf8.count <= 8192, let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        let flags = UInt32(CURLU_DISALLOW_USER)
        if let base, curl_url_set(handle, CURLUPART_URL, base.text, flags) != CURLUE_OK { return nil }
        guard curl_url_set(handle, CURLUPART_URL, reference, flags) == CURLUE_OK else { return nil }
        func part(_ which: CURLUPart, _ flags: Int32 = 0) -> String? {
            var pointer: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, which, &pointer, UInt32(flags)) == CURLUE_OK, let pointer else { return nil }
            defer { curl_free(pointer) }
            return String(cString: pointer)
        }
        guard curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK,
            let text = part(CURLUPART_URL), let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https",
            let host = part(CURLUPART_HOST), !host.isEmpty, host != "[]",
            let port = part(CURLUPART_PORT, Int32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        path = part(CURLUPART_PATH) ?? "/"
        target = path + (part(CURLUPART_QUERY).map { "?" + $0 } ?? "")
    }

    /// Whether the host is this machine by its own words, so that whoever wrote the URL meant it: `localhost`, or an
    /// address of loopback.
    package var namesThisMachine: Bool { host == "localhost" || host.hasPrefix("127.") || host == "[::1]" }

    /// Host and port, the port left out where it is the scheme's own: the key of a rate budget.
    package var authority: String {
        port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
    }

    /// Scheme, host and port are the same (RFC 6454): credentials may go along.
    package func hasSameOrigin(as other: WebURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }
}

extension WebURL: CustomStringConvertible {
    /// Without the query, which may carry secrets.
    package var description: String { "\(scheme)://\(authority)\(path)" }
}

/// `url` as it may stand in an error: without user information, query and fragment.
package func printableURL(_ url: String) -> String {
    if let parsed = WebURL(url) { return parsed.description }
    var text = Substring(url)
    if let end = text.firstIndex(where: { $0 == "?" || $0 == "#" }) { text = text[..<end] }
    if let at = text.lastIndex(of: "@") { text = "…" + text[at...] }
    return String(text.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? "·" : Character($0) })
}
