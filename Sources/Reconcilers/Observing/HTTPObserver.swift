import Answers
import HTTPTransport
import Promotion
import Secrets

/// Asks an address whether a revision is live: a GET, whose JSON says so at one path.
///
/// The request names the revision and the promotion in headers. Where the definition says at which path the answer names the revision that it speaks
/// of, nothing that is said of another one counts.
struct HTTPObserver: Sendable {
    let definition: HTTPObservation
    let secrets: any SecretReader
    let http: any HTTPSending

    func observe(_ request: HandOff) async throws(Problem) -> Observation {
        let url = try definition.url.render(
            request.release, pipeline: request.stage.pipeline, environment: request.stage.environment,
            escaping: \.percentEncoded)
        let question = try HTTPQuestion(
            url: url, token: definition.token, caFile: definition.caFile, deadline: definition.deadline,
            headers: ["X-Sluice-Revision": request.revision.hex, "X-Sluice-Promotion": request.promotion.hex]
        ).request(secrets)
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(question)
        } catch {
            throw error.isWorthRepeating ? .transient("\(error).") : .permanent("\(error).")
        }
        let place = printableURL(url)
        switch response.status {
        case 200..<300: return try read(JSONAnswer(response.body), request)
        case 401, 403:
            throw .permanent("\(place) answered \(response.status).", remedy: "Check the token of `observe`.")
        case 408, 425, 429, 500...: throw .transient("\(place) answered \(response.status).")
        // Such as 404: it knows nothing of it yet.
        default: return .waiting(reason: "\(place) answered \(response.status)")
        }
    }

    private func read(_ answer: JSONAnswer, _ request: HandOff) throws(Problem) -> Observation {
        let state: String
        do throws(JSONAnswer.Missing) {
            if let path = definition.revision {
                let revision = try answer.value(at: path)
                guard revision.count >= 7, request.revision.hex.hasPrefix(revision.lowercased()) else {
                    return .progressing(
                        reason: "\(path) is \(revision.oneLine(limit: 80)), not \(request.revision.short)")
                }
            }
            state = try answer.value(at: definition.path)
        } catch {
            return .waiting(reason: error.description)
        }
        let shown = "\(definition.path) is \(state.oneLine(limit: 80))"
        if try matches(state, definition.live, request) { return .live(at: request.revision) }
        if try matches(state, definition.failed, request) { return .failed(reason: shown) }
        return .progressing(reason: shown)
    }

    private func matches(_ state: String, _ values: [Template], _ request: HandOff) throws(Problem) -> Bool {
        for value in values {
            let text = try value.render(
                request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
            if text == state { return true }
        }
        return false
    }
}
