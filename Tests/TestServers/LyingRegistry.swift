/// A registry of the tests' own: it pages its tag lists by `Link`, and lies where a test tells it to.
package final class LyingRegistry: Sendable {
    /// How links to the next page are written.
    package enum Links: Sendable {
        case relative, absolute
        /// To another scheme and port, as registries behind a proxy do.
        case inner
    }

    private let server: TestHTTPServer

    /// - Parameters:
    ///   - clamp: the most tags in one page, whatever is asked for.
    ///   - images: by tag.
    ///   - withDigests: whether answers carry Docker-Content-Digest.
    ///   - lie: the answer to give instead of the honest one; nil for the honest one.
    package init(
        tags: [String] = [], clamp: Int = 100, links: Links = .relative, images: [String: TestImage] = [:],
        withDigests: Bool = true, lie: @escaping @Sendable (TestRequest) -> TestResponse? = { _ in nil }
    ) throws {
        let all = tags + images.keys.sorted()
        let store = Store(images: images, withDigests: withDigests)
        server = try TestHTTPServer { request in
            if let lie = lie(request) { return lie }
            if request.path.hasSuffix("/tags/list") { return Self.page(of: all, clamp, links, request) }
            return store.answer(request)
        }
    }

    package var url: String { server.url }
    package var authority: String { "127.0.0.1:\(server.port)" }
    package var requests: [TestRequest] { server.requests }

    package func waitForRequests(_ count: Int) async { await server.waitForRequests(count) }

    /// The list's JSON.
    package static func list(_ tags: [String]) -> String {
        #"{"name":"team/app","tags":["# + tags.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
    }

    private static func page(of all: [String], _ clamp: Int, _ links: Links, _ request: TestRequest) -> TestResponse {
        let size = min(request.query["n"].flatMap { Int($0) } ?? clamp, clamp)
        let start = request.query["last"].flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        let page = Array(all[start...].prefix(size))
        var headers: [(String, String)] = []
        if let last = page.last, start + page.count < all.count {
            let target = "\(request.path)?last=\(last)&n=\(size)"
            let host = request["Host"] ?? ""
            let link =
                switch links {
                case .relative: target
                case .absolute: "http://\(host)\(target)"
                case .inner: "https://\(host.prefix { $0 != ":" }):8443\(target)"
                }
            headers.append(("Link", "<\(link)>; rel=\"next\""))
        }
        return .json(list(page), headers: headers)
    }

    /// Manifests and blobs.
    private struct Store: Sendable {
        private var byName: [String: TestImage.Blob] = [:]
        private let withDigests: Bool

        init(images: [String: TestImage], withDigests: Bool) {
            self.withDigests = withDigests
            for (tag, image) in images {
                byName[tag] = image.top
                for blob in [image.top] + image.children + image.configurations { byName[blob.digest] = blob }
            }
        }

        func answer(_ request: TestRequest) -> TestResponse {
            guard let name = request.path.split(separator: "/").last, let blob = byName[String(name)] else {
                return .json(#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#, 404)
            }
            let digest = withDigests ? [("Docker-Content-Digest", blob.digest)] : []
            return TestResponse(headers: [("Content-Type", blob.mediaType)] + digest, body: blob.bytes)
        }
    }
}
