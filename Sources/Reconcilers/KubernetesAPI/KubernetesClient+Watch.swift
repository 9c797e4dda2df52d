import HTTPTransport
package import Promotion

/// What a watch tells.
package enum WatchEvent: Sendable, Hashable {
    /// Made, or there already when the watch began.
    case added(Unstructured)
    case modified(Unstructured)
    case deleted(Unstructured)
    /// Nothing happened up to this resource version; never promised.
    case bookmark
}

/// How a watch ended.
package enum WatchEnd: Sendable, Hashable {
    /// Its time was up, or the connection ended; a new one goes on from here.
    case ended(resourceVersion: String)
    /// The server has forgotten that version (410 Gone): what is there has to be listed again.
    case expired
    /// Whoever watched has seen enough.
    case enough
}

extension KubernetesClient {
    /// Tells each change of a collection after `resourceVersion`, for so many seconds at most, until `isEnough` says so.
    /// With `isPartial` of each object no more than its metadata.
    package func watch(
        _ resource: KubernetesResource, namespace: String?, labels: String? = nil, fields: String? = nil,
        isPartial: Bool = false, from resourceVersion: String, seconds: Int,
        until isEnough: (WatchEvent) async -> Bool
    ) async throws(Problem) -> WatchEnd {
        var call = KubernetesCall(
            path: resource.path(namespace: namespace), purpose: "watching \(resource.plural)",
            isSecret: resource.holdsSecrets, expected: [410])
        call.query = [
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
            ("timeoutSeconds", "\(max(1, seconds))"),
        ]
        if let labels { call.query.append(("labelSelector", labels)) }
        if let fields { call.query.append(("fieldSelector", fields)) }
        if isPartial { call.accept = KubernetesCall.partial("PartialObjectMetadata") }
        call.patience = .seconds(seconds)
        let (exchange, head) = try await open(call)
        defer { exchange.close() }
        if head.status == 410 { return .expired }
        guard head.isSuccess else {
            throw KubernetesRefusal.problem(head, call, server: printableURL(head.url))
        }
        var lines = HTTPLines(of: exchange)
        var reading = WatchReading(resourceVersion: resourceVersion)
        while true {
            let line: [UInt8]?
            do {
                line = try await lines.next()
            } catch {
                // A connection that ends in the middle is the ordinary end of a watch, unless nothing came at all.
                guard reading.hasBegun else { throw KubernetesRefusal.problem(error, call) }
                line = nil
            }
            guard let line else { return .ended(resourceVersion: reading.resourceVersion) }
            if let end = try await reading.take(line, resource, isEnough) { return end }
        }
    }

    /// One object once `isDone` holds of it, looked at and then watched. Throws a transient problem when the time is over.
    package func wait(
        for resource: KubernetesResource, namespace: String?, name: String, within limit: Duration,
        until isDone: (Unstructured) -> Bool
    ) async throws(Problem) -> Unstructured {
        let end = ContinuousClock.now + limit
        let fields = "metadata.name=\(name)"
        while true {
            let list = try await list(resource, namespace: namespace, fields: fields)
            if let found = list.items.first(where: { $0.name == name }), isDone(found) { return found }
            var version = list.resourceVersion
            var found: Unstructured?
            watching: while true {
                let left = Int((end - .now) / .seconds(1))
                guard left > 0, !Task.isCancelled else {
                    throw .transient("\(resource.title(namespace, name)) is not ready within \(limit).")
                }
                let ended = try await watch(
                    resource, namespace: namespace, fields: fields, from: version, seconds: min(left, 60)
                ) { event in
                    switch event {
                    case .added(let object), .modified(let object):
                        guard object.name == name, isDone(object) else { return false }
                        found = object
                        return true
                    case .deleted, .bookmark: return false
                    }
                }
                if let found { return found }
                // A server that ends every watch at once is not asked without a breath.
                try? await Task.sleep(for: .milliseconds(50))
                switch ended {
                case .ended(let reached): version = reached
                case .expired, .enough: break watching
                }
            }
        }
    }
}

/// What a watch has told so far.
struct WatchReading {
    private(set) var resourceVersion: String
    private(set) var hasBegun = false

    init(resourceVersion: String) { self.resourceVersion = resourceVersion }

    /// Takes one line; answers how the watch ends by it, if it does.
    mutating func take(
        _ line: [UInt8], _ resource: KubernetesResource, _ isEnough: (WatchEvent) async -> Bool
    ) async throws(Problem) -> WatchEnd? {
        guard !line.isEmpty else { return nil }
        guard let event = try? Unstructured(json: line), let object = event["object"] else {
            // The last line of a cut connection; a new watch tells it again.
            return .ended(resourceVersion: resourceVersion)
        }
        hasBegun = true
        let told: WatchEvent
        switch event["type"]?.string {
        case "ADDED": told = .added(object)
        case "MODIFIED": told = .modified(object)
        case "DELETED": told = .deleted(object)
        case "BOOKMARK": told = .bookmark
        default:
            if KubernetesRefusal.isExpired(object) { return .expired }
            let words = object["message"]?.string ?? object["reason"]?.string ?? "without a word"
            throw .transient("Watching \(resource.plural) failed: \(words.oneLine(limit: 500))")
        }
        if let version = object.resourceVersion { resourceVersion = version }
        return await isEnough(told) ? .enough : nil
    }
}
