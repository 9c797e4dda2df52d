import Promotion

/// The applications of a stage, and how they are looked at.
extension ArgoCD {
    /// The applications of the stage, in the order of their names.
    func applications(_ request: HandOff) async throws(Problem) -> [Application] {
        func text(_ template: Template) throws(Problem) -> String {
            try template.render(
                request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
        }
        let found: [Application]
        switch definition.applications {
        case .named(let template):
            let name = try text(template)
            return [try await server.read(reading(name, namespace: definition.appNamespace))]
        case .selected(let template):
            let selector = try text(template)
            found = try await list(selector: selector, "listing the applications of `\(selector.words(limit: 100))`")
        case .generated(let template):
            let set = try text(template)
            found = try await list(selector: nil, "listing the applications of ApplicationSet \(set)").filter {
                $0.metadata.ownerReferences?.contains { $0.kind == "ApplicationSet" && $0.name == set } ?? false
            }
        }
        guard found.count <= Self.applicationLimit else {
            throw .permanent(
                "\(found.count) applications stand for \(request.stage), more than \(Self.applicationLimit).",
                remedy: "Narrow the selector.")
        }
        return found.sorted { ($0.name, $0.metadata.namespace ?? "") < ($1.name, $1.metadata.namespace ?? "") }
    }

    func list(selector: String?, _ purpose: String) async throws(Problem) -> [Application] {
        let call = ArgoCDCall(
            ["applications"],
            query: [
                ("selector", selector), ("projects", definition.project), ("appNamespace", definition.appNamespace),
            ], for: purpose)
        return try await server.read(call, as: ApplicationList.self).items ?? []
    }

    func noApplication(_ request: HandOff) throws(Problem) -> String {
        switch definition.applications {
        case .named: "there is no application"
        case .selected(let template): "no application has the labels \(template)"
        case .generated(let template): "the ApplicationSet \(template) has generated no application yet"
        }
    }

    func reading(_ name: String, namespace: String?, refresh: Refresh? = nil) -> ArgoCDCall {
        ArgoCDCall(
            ["applications", name],
            query: [
                ("refresh", refresh?.rawValue), ("appNamespace", namespace), ("project", definition.project),
            ], for: "\(refresh == nil ? "reading" : "refreshing") application \(name)")
    }

    /// Of several namespaces each application is asked for in its own.
    func namespace(_ application: Application) -> String? {
        if case .named = definition.applications { return definition.appNamespace }
        return definition.appNamespace ?? application.metadata.namespace
    }

    func key(_ application: Application) -> String {
        namespace(application).map { "\($0)/\(application.name)" } ?? application.name
    }

    /// The application after its controller has looked again. Where that takes too long it is read as it is.
    func refreshed(_ application: Application, _ kind: Refresh) async throws(Problem) -> Application {
        let namespace = namespace(application)
        do throws(Problem) {
            return try await server.read(reading(application.name, namespace: namespace, refresh: kind))
        } catch {
            guard case .transient(nil) = error.kind, !Task.isCancelled else { throw error }
            return try await server.read(reading(application.name, namespace: namespace))
        }
    }

    func look(_ application: Application, _ known: KnownRevisions) async throws(Problem) -> ApplicationLook {
        let request = known.request
        if application.spec?.sourceHydrator != nil {
            throw .permanent(
                "Application \(application.name) has a source hydrator, whose commits are others than the branch's.",
                remedy:
                    "Point the environment at the branch that the hydrator writes, or use an application without one.")
        }
        let places = try SourcePlaces(
            of: application, choice: definition.source, remote: request.branch.remote)
        let carriers = try await known.carriers(among: ApplicationLook.revisions(of: application, places))
        return ApplicationLook(
            application: application, promotion: request.promotion, wanted: request.revision, places: places,
            carriers: carriers)
    }

    /// Does the same for each, a few at once; the first problem ends it.
    func each<Value: Sendable>(
        _ applications: [Application], _ work: @escaping @Sendable (Application) async throws(Problem) -> Value
    ) async throws(Problem) -> [Value] {
        if applications.count == 1 { return [try await work(applications[0])] }
        let results = await withTaskGroup(of: (Int, Result<Value, Problem>).self) { group in
            var waiting = applications.enumerated().makeIterator()
            var results: [Int: Result<Value, Problem>] = [:]
            func startNext() {
                guard let (index, application) = waiting.next() else { return }
                group.addTask {
                    do throws(Problem) {
                        return (index, .success(try await work(application)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.atOnce { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                startNext()
            }
            return results
        }
        var values: [Value] = []
        for (_, result) in results.sorted(by: { $0.key < $1.key }) { values.append(try result.get()) }
        return values
    }
}
