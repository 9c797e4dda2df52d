package import HTTPTransport

/// Pushes images by the distribution specification, several tags at once.
package struct ImagePusher: Sendable {
    private let client: HTTPClient
    private let base: String
    private let caFile: String?
    private let authorization: String?

    /// - Parameters:
    ///   - url: `http://localhost:5000`
    ///   - repository: `team/app`
    ///   - authorization: the value of the header, where the registry wants one.
    package init(
        _ url: String, _ repository: String, caFile: String? = nil, authorization: String? = nil, client: HTTPClient
    ) {
        base = "\(url)/v2/\(repository)/"
        self.client = client
        self.caFile = caFile
        self.authorization = authorization
    }

    /// Pushes `image`, and puts it under every one of `tags`.
    package func push(_ image: TestImage, tags: [String]) async throws {
        for blob in image.configurations { try await pushBlob(blob) }
        for child in image.children { try await put(child, as: child.digest) }
        var rest = tags[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for tag in rest.prefix(32) { group.addTask { try await put(image.top, as: tag) } }
            rest = rest.dropFirst(32)
            while try await group.next() != nil {
                if let tag = rest.popFirst() { group.addTask { try await put(image.top, as: tag) } }
            }
        }
    }

    private func pushBlob(_ blob: TestImage.Blob) async throws {
        let start = try await send("POST", base + "blobs/uploads/")
        guard let location = start.headers["Location"].flatMap({ WebURL(start.url)?.resolving($0) }) else {
            throw CommandFailure(description: "the registry names no place to upload to")
        }
        let separator = location.text.contains("?") ? "&" : "?"
        try await send(
            "PUT", "\(location.text)\(separator)digest=\(blob.digest)", "application/octet-stream", blob.bytes)
    }

    private func put(_ manifest: TestImage.Blob, as reference: String) async throws {
        try await send("PUT", base + "manifests/\(reference)", manifest.mediaType, manifest.bytes)
    }

    @discardableResult
    private func send(
        _ method: String, _ url: String, _ type: String? = nil, _ body: [UInt8]? = nil
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method, url, body: body)
        request.headers["Content-Type"] = type
        request.headers["Authorization"] = authorization
        request.allowPlaintext = true
        request.caFile = caFile
        let response = try await client.send(request)
        guard response.isSuccess else {
            throw CommandFailure(
                description: "\(request) answered \(response.status): \(String(decoding: response.body, as: UTF8.self))"
            )
        }
        return response
    }
}
