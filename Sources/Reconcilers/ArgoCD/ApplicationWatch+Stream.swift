import Foundation
import HTTPTransport
import Promotion

/// Listening to the stream, and comparing it with the list.
extension ApplicationWatch {
    /// Listens to one stream to its end; answers why it ended before its time.
    func listen() async -> Problem? {
        await withTaskGroup(of: Problem?.self) { group in
            group.addTask { await self.takeStream() }
            group.addTask { await self.compareNowAndThen() }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func takeStream() async -> Problem? {
        guard let server else { return nil }
        // With a version, whatever it is, the stream does not begin with all that there is.
        let call = ArgoCDCall(
            ["stream", "applications"],
            query: [("projects", project), ("resourceVersion", "0"), ("fields", Self.streamed)],
            for: "watching the applications")
        do throws(Problem) {
            try await server.stream(call, for: pauses.stream) { line throws(Problem) in try await self.take(line) }
            return nil
        } catch {
            return error
        }
    }

    private func take(_ line: [UInt8]) throws(Problem) {
        guard !line.isEmpty else { return }
        heard += 1
        let data = Data(line)
        let head: WatchLine<WatchedPlace>
        do {
            head = try JSONDecoder().decode(WatchLine<WatchedPlace>.self, from: data)
        } catch {
            throw .transient("Argo CD's stream tells no JSON that belongs there.")
        }
        if let error = head.error { throw .transient("Argo CD's stream ended: \((error.message ?? "").words())") }
        // Most are of applications that nobody waits for.
        guard let place = head.result?.application?.place, views[place] != nil,
            let application = try? JSONDecoder().decode(WatchLine<Application>.self, from: data).result?.application
        else { return }
        take(application, isDeleted: head.result?.type == "DELETED")
    }

    /// Until the task is cancelled; answers that the stream is deaf where it is.
    private func compareNowAndThen() async -> Problem? {
        var pause = pauses.firstComparison
        var isFirst = true
        var silent = 0
        while true {
            do { try await Task.sleep(for: pause) } catch { return nil }
            pause = pauses.comparison * Double.random(in: 0.85...1.15)
            leaveForgotten()
            let told = heard
            heard = 0
            guard let missed = await compare(), !Task.isCancelled else { continue }
            isListening = true
            // What happened before the stream began may be missing; later it was told, or something keeps it back.
            if missed > 0, told == 0, !isFirst { silent += 1 } else if told > 0 { silent = 0 }
            if silent == 2 {
                return .permanent("Argo CD's stream tells nothing: a proxy may keep it back.")
            }
            isFirst = false
        }
    }

    /// Reads of all applications the little that a list gives at a low price. Answers of how many a change was missed.
    /// Nil where the list cannot be read.
    private func compare() async -> Int? {
        guard let server, !followers.isEmpty else { return nil }
        let call = ArgoCDCall(
            ["applications"], query: [("projects", project), ("fields", Self.listed)],
            for: "listing the applications")
        guard let list = try? await server.read(call, as: ApplicationList.self) else { return nil }
        var found: [String: Application] = [:]
        for application in list.items ?? [] where views[application.place] != nil {
            found[application.place] = application
        }
        let differing = views.filter { place, view in
            !view.isOld && found[place]?.appearance != view.application.appearance
        }
        for place in differing.keys { missed(place) }
        return differing.count
    }

    /// What is told of an application (the field mask of Argo CD's gateway, which its own pages use).
    private static let streamed = [
        "type", "application.metadata.name", "application.metadata.namespace", "application.metadata.resourceVersion",
        "application.metadata.deletionTimestamp", "application.metadata.ownerReferences", "application.spec",
        "application.operation", "application.status.sync.status", "application.status.sync.revision",
        "application.status.sync.revisions", "application.status.health", "application.status.operationState",
        "application.status.conditions", "application.status.reconciledAt", "application.status.history",
        "application.status.resources",
    ].map { "result.\($0)" }.joined(separator: ",")

    /// Those that Argo CD's list picks without writing out all of every application (forwarder_overwrite.go).
    private static let listed = [
        "metadata.name", "metadata.namespace", "metadata.deletionTimestamp", "status.sync.status", "status.health",
        "status.operationState.phase", "status.operationState.startedAt", "status.operationState.finishedAt",
    ].map { "items.\($0)" }.joined(separator: ",")
}

/// One line of the stream.
private struct WatchLine<Told: Decodable>: Decodable {
    var result: Event?
    var error: Failure?

    struct Event: Decodable {
        var type: String?
        var application: Told?
    }

    struct Failure: Decodable {
        var message: String?
    }
}

private struct WatchedPlace: Decodable {
    var metadata: Metadata?

    struct Metadata: Decodable {
        var name: String?
        var namespace: String?
    }

    var place: String { "\(metadata?.namespace ?? "")/\(metadata?.name ?? "")" }
}

extension Application {
    /// What lists show of it.
    fileprivate struct Appearance: Equatable {
        var isDeleted: Bool
        var sync: String?
        var health: String?
        var phase: String?
        var startedAt: ArgoTime?
        var finishedAt: ArgoTime?
    }

    fileprivate var appearance: Appearance {
        let state = status?.operationState
        return Appearance(
            isDeleted: metadata.deletionTimestamp != nil, sync: status?.sync?.status, health: status?.health?.status,
            phase: state?.phase, startedAt: state?.startedAt, finishedAt: state?.finishedAt)
    }
}
