internal import CCurl

/// Every libcurl option that the client uses, in one place.
struct TransferOptions {
    private let easy: UnsafeMutableRawPointer

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    func set(_ request: HTTPRequest, to url: WebURL, _ options: HTTPClient.Options) {
        set(CURLOPT_URL, url.text)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, options.proxy ?? "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        // Otherwise ending a transfer during name resolution blocks the loop until getaddrinfo returns.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, request.connectDeadline.wholeMilliseconds)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_PIPEWAIT, request.isSafe ? 1 : 0)
        set(CURLOPT_FRESH_CONNECT, request.isSafe ? 0 : 1)
        // A connection that is always in use would otherwise outlive every change of DNS or of what stands behind it.
        set(CURLOPT_MAXLIFETIME_CONN, 600)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        if let certificates = request.caCertificates {
            set(CURLOPT_CAINFO_BLOB, certificates)
        } else if let caFile = request.caFile {
            set(CURLOPT_CAINFO, caFile)
        }
        if request.caCertificates != nil || request.caFile != nil, !request.trustsSystemToo {
            _ = sluice_setopt_string(easy, CURLOPT_CAPATH, nil)
        }
        if let identity = request.identity {
            set(CURLOPT_SSLCERT_BLOB, identity.certificate)
            set(CURLOPT_SSLKEY_BLOB, identity.key)
        }
        setMethod(request)
    }

    private func setMethod(_ request: HTTPRequest) {
        if let body = request.body {
            set(CURLOPT_POSTFIELDSIZE, body.count)
            body.withUnsafeBytes { bytes in
                // libcurl copies; it only reads what the pointer leads to.
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                if body.isEmpty { set(CURLOPT_COPYPOSTFIELDS, "") } else { set(CURLOPT_COPYPOSTFIELDS, start) }
            }
        } else if request.method == "POST" || request.method == "PUT" || request.method == "PATCH" {
            set(CURLOPT_POSTFIELDSIZE, 0)
            set(CURLOPT_COPYPOSTFIELDS, "")
        }
        if request.method == "HEAD" { set(CURLOPT_NOBODY, 1) } else { set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    /// The request's fields as libcurl wants them; the caller frees the list.
    static func list(_ request: HTTPRequest, _ options: HTTPClient.Options) -> UnsafeMutablePointer<curl_slist>? {
        var fields = request.headers
        fields["Accept-Encoding"] = "identity"
        if fields["User-Agent"] == nil { fields["User-Agent"] = options.userAgent }
        if fields["Accept"] == nil { fields["Accept"] = "*/*" }
        var list: UnsafeMutablePointer<curl_slist>?
        for field in fields.fields {
            list = curl_slist_append(list, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // What libcurl would add by itself: a wait for "100 Continue", and a form's content type.
        list = curl_slist_append(list, "Expect:")
        if fields["Content-Type"] == nil { list = curl_slist_append(list, "Content-Type:") }
        return list
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = sluice_setopt_long(easy, option, value) }

    private func set(_ option: CURLoption, _ value: String) { _ = sluice_setopt_string(easy, option, value) }

    /// libcurl copies the bytes.
    private func set(_ option: CURLoption, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { _ = sluice_setopt_blob(easy, option, $0.baseAddress, $0.count) }
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        _ = sluice_setopt_pointer(easy, option, value)
    }
}

extension Duration {
    /// At least one: libcurl reads zero as "no limit".
    var wholeMilliseconds: Int { max(1, Int((self / .milliseconds(1)).rounded(.up))) }
}
