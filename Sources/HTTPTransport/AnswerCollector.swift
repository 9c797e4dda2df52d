/// Gathers one answer from libcurl's pieces and stops it at its limits.
struct AnswerCollector {
    /// Status line and fields together; what follows a redirect or an interim answer starts anew.
    static let maximumHeaders = 64 << 10

    var maximumBody = 0
    private(set) var headers = HTTPHeaders()
    private(set) var passedLimit: HTTPFailure.Part?
    /// Whether the empty line after the fields has come. libcurl takes a connection that ends before it for a whole
    /// answer.
    private(set) var hasWholeHead = false
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var bodyBytes = 0

    /// Whether the final answer's first line is here.
    var hasBegun: Bool { headerBytes > 0 }

    func limit(of part: HTTPFailure.Part) -> Int { part == .body ? maximumBody : Self.maximumHeaders }

    /// Takes one line of the head; false stops the transfer.
    mutating func appendHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaders else {
            passedLimit = .headers
            return false
        }
        // A status line starts a new answer: the one before it was an interim one (RFC 9110, 15.2).
        if line.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            hasWholeHead = false
            return true
        }
        // Fields after the body are trailers, which nothing here uses.
        guard !hasWholeHead else { return true }
        hasWholeHead = line.allSatisfy(\.isBlank)
        guard let colon = line.firstIndex(of: 0x3A) else { return true }
        let value = line[(colon + 1)...].drop(while: \.isBlank)
        let end = value.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? value.startIndex
        headers.add(
            String(decoding: line[..<colon], as: UTF8.self), String(decoding: value[..<end], as: UTF8.self))
        return true
    }

    /// Takes a piece of the body; false stops the transfer.
    mutating func appendBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= maximumBody - bodyBytes else {
            passedLimit = .body
            return false
        }
        bodyBytes += piece.count
        if body.isEmpty, let announced = headers["Content-Length"].flatMap({ Int($0) }) {
            body.reserveCapacity(min(max(0, announced), maximumBody))
        }
        body.append(contentsOf: piece)
        return true
    }

    func response(status: Int, url: String) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body, url: url)
    }
}

extension UInt8 {
    /// White space and line ends around a field's value.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D || self == 0x0A }
}
