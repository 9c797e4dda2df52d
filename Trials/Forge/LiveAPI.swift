import Forges
import Foundation
import HTTPTransport
import Promotion
import TrialKit

/// A host's API, for what people do there and Sluice never does.
struct LiveAPI: Sendable {
    private let settings: ForgeSettings
    private let token: String
    private let client: HTTPClient

    var kind: ForgeKind { settings.kind }
    var url: String { settings.url }

    /// The settings' address has no slash at its end.
    init(_ settings: ForgeSettings, token: String, client: HTTPClient) {
        self.settings = settings
        self.token = token
        self.client = client
    }

    /// What an answer holds at a path of names and numbers.
    struct Answer: @unchecked Sendable {
        fileprivate let value: Any?

        subscript(_ name: String) -> Answer { Answer(value: (value as? [String: Any])?[name]) }
        subscript(_ index: Int) -> Answer {
            let list = value as? [Any] ?? []
            return Answer(value: index < list.count ? list[index] : nil)
        }
        var text: String? { value as? String ?? (value as? NSNumber)?.stringValue }
    }

    /// Throws where the host does not do it.
    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: (any Sendable)? = nil, form: [String: String]? = nil
    ) async throws -> Answer {
        var request = HTTPRequest(method, root + path)
        request.headers[authorization.0] = authorization.1
        request.headers["Accept"] = "application/json"
        request.allowPlaintext = settings.allowPlaintext
        request.allowLocal = settings.allowLocal
        request.caFile = settings.caFile
        if let body {
            request.body = Array(try JSONSerialization.data(withJSONObject: body))
            request.headers["Content-Type"] = "application/json"
        } else if let form {
            let boundary = "sluice-\(UUID().uuidString)"
            request.body = Array(Self.multipart(form, boundary).utf8)
            request.headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
        }
        let response = try await client.send(request)
        guard response.isSuccess else {
            let words = String(decoding: response.body.prefix(300), as: UTF8.self).replacing(token, with: "…")
            throw TrialFailure("\(request) answered \(response.status): \(words)")
        }
        if let location = response.headers["Location"], response.body.isEmpty {
            return Answer(value: ["location": location])
        }
        return Answer(value: try? JSONSerialization.jsonObject(with: Data(response.body)))
    }

    private static func multipart(_ form: [String: String], _ boundary: String) -> String {
        form.sorted { $0.key < $1.key }.map {
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
        }.joined() + "--\(boundary)--\r\n"
    }

    /// The steps of a call below a repository, encoded.
    func below(_ repository: ForgeRepository) -> String {
        switch kind {
        case .azureDevOps: "/\(repository.owner)/_apis/git/repositories/\(repository.name)"
        case .bitbucketCloud: "/repositories/\(repository.path)"
        case .bitbucketDataCenter: "/projects/\(repository.owner)/repos/\(repository.name)"
        case .gitea, .github: "/repos/\(repository.path)"
        case .gitlab: "/projects/" + repository.path.replacing("/", with: "%2F")
        }
    }

    private var root: String {
        switch kind {
        case .azureDevOps: url
        case .bitbucketCloud: (url == "https://bitbucket.org" ? "https://api.bitbucket.org" : url) + "/2.0"
        case .bitbucketDataCenter: url + "/rest/api/latest"
        case .gitea: url + "/api/v1"
        case .github: url == "https://github.com" ? "https://api.github.com" : url + "/api/v3"
        case .gitlab: url + "/api/v4"
        }
    }

    private var authorization: (String, String) {
        func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }
        return switch kind {
        case .azureDevOps: ("Authorization", basic(":\(token)"))
        case .bitbucketCloud: ("Authorization", token.contains(":") ? basic(token) : "Bearer \(token)")
        case .bitbucketDataCenter, .github: ("Authorization", "Bearer \(token)")
        case .gitea: ("Authorization", "token \(token)")
        case .gitlab: ("PRIVATE-TOKEN", token)
        }
    }
}
