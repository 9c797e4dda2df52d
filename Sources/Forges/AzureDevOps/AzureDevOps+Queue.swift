import Promotion

/// Auto-complete: the host completes a pull request once its policies are met.
extension AzureDevOps {
    static let waits = "Azure DevOps completes it when its policies are met."
    private static let nobody = "00000000-0000-0000-0000-000000000000"

    func orderLater(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        guard let request = try await read(id, .basics), request.isOpen, request.head == order.head else {
            return .refused(nil)
        }
        let account = try await account(in: id.repository)
        let reply = try await host.attempt(
            call(
                "PATCH", id.repository, ["pullrequests", "\(id.number)"],
                body: .object([
                    "autoCompleteSetBy": .object(["id": .text(account)]), "completionOptions": options(order),
                ]), for: "telling Azure DevOps to merge \(id) when it is ready", expecting: [400, 403, 404, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where answer.isSuccess:
            return (try? answer.decoded(AzurePull.self).status) == "completed" ? .merged(nil) : .queued(Self.waits)
        case .answer(let answer): return .refused(MergeBlock(words: answer.words, saying: "Azure DevOps"))
        }
    }

    /// Why it waits for its merge; nil where nobody has ordered so.
    func waiting(_ pull: AzurePull, _ mergeability: Mergeability) -> String? {
        guard let account = pull.autoCompleteSetBy?.id, account != Self.nobody else { return nil }
        if case .notYet(let block) = mergeability { return block.reason }
        return Self.waits
    }

    func sendCancel(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            call(
                "PATCH", id.repository, ["pullrequests", "\(id.number)"],
                body: .object(["autoCompleteSetBy": .object(["id": .text(Self.nobody)])]),
                for: "telling Azure DevOps not to merge \(id)", expecting: [400, 403, 404, 409]))
    }
}
