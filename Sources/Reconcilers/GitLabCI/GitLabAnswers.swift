/// A pipeline as lists and single answers show it.
struct GitLabPipeline: Decodable, Sendable, Hashable {
    var id: Int
    var sha: String
    var ref: String?
    var status: String
    /// Why it came about: `push`, `web`, `api`, `schedule`, … Older servers do not say.
    var source: String?
    var webUrl: String?
    /// What is wrong with its `.gitlab-ci.yml`.
    var yamlErrors: String?
}

/// A job of a pipeline; one that was tried again is listed once for each try.
struct GitLabJob: Decodable, Sendable, Hashable {
    var id: Int
    var name: String
    var status: String
    var allowFailure: Bool?
    var failureReason: String?
}

/// A variable that a pipeline was given.
struct GitLabVariable: Decodable, Sendable {
    var key: String
    var value: String
}
