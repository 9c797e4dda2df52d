import Promotion

/// Labels exist by themselves in Gitea, and merge requests have them by their ids.
extension Gitea {
    func label(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        let own = path(id.repository, "issues", "\(id.number)", "labels")
        let present: [GiteaPull.Label] = try await host.send(
            HostCall("GET", own, for: "reading the labels of \(id)")
        ).decoded()
        for label in present where change.removedLabels.contains(label.name) {
            _ = try await host.send(
                HostCall(
                    "DELETE", own + ["\(label.id)"], for: "taking the label \(label.name) off \(id)",
                    expecting: [404, 422]))
        }
        let missing = change.addedLabels.subtracting(present.map(\.name))
        guard !missing.isEmpty else { return }
        var ids: [String: Int] = [:]
        let known = try await host.list(
            HostCall(
                "GET", path(id.repository, "labels"), query: [("limit", "50"), ("page", "1")],
                for: "reading the labels of \(id.repository)"), of: GiteaPull.Label.self)
        for label in known { ids[label.name] = ids[label.name] ?? label.id }
        var wanted: [JSONBody] = []
        for name in missing.sorted() {
            if let id = ids[name] {
                wanted.append(.number(id))
            } else {
                wanted.append(.number(try await make(label: name, in: id.repository)))
            }
        }
        _ = try await host.send(
            HostCall("POST", own, body: .object(["labels": .list(wanted)]), for: "labelling \(id)"))
    }

    private func make(label name: String, in repository: ForgeRepository) async throws(Problem) -> Int {
        let label: GiteaPull.Label = try await host.send(
            HostCall(
                "POST", path(repository, "labels"), body: .object(["name": .text(name), "color": "#2b6cb0"]),
                for: "making the label \(name) in \(repository)")
        ).decoded()
        return label.id
    }
}
