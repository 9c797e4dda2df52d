internal import CCurl

extension HTTPFailure.Reason {
    /// The reason behind libcurl's code, with libcurl's own words where they help.
    init(_ code: CURLcode, saying words: String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .nameNotResolved
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            self = .connectionRefused(words)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_USE_SSL_FAILED,
            CURLE_SSL_CLIENTCERT:
            self = .tls(words)
        case CURLE_UNSUPPORTED_PROTOCOL where words.contains("HTTP/0.9"), CURLE_WEIRD_SERVER_REPLY,
            CURLE_BAD_CONTENT_ENCODING:
            self = .invalidAnswer(words)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_NOT_BUILT_IN,
            CURLE_UNKNOWN_OPTION, CURLE_FAILED_INIT:
            self = .invalidRequest(words)
        default:
            self = .connectionLost(words)
        }
    }
}
