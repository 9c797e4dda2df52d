import Foundation
import HTTPTransport
import Web
import Webhooks

extension APIClient {
    /// Every webhook, with its last deliveries.
    func webhooks() async throws(Failure) -> [WebhookBody] { try await get("api", "v1", "webhooks") }

    /// Calls a webhook as its sender would, without a token. Answers the delivery's id; nil where it came before.
    func deliver(_ delivery: WebhookRequest, to name: String) async throws(Failure) -> String? {
        let receipt: WebhookReceiptBody = try await exchange(
            path: ["webhooks", name], query: delivery.query, headers: delivery.allHeaders, body: delivery.body
        ) { response in
            switch response.status {
            case 401:
                Failure(
                    .notAuthorised, "The daemon refused the sample.",
                    remedy:
                        "The secret that is configured here is not the one that the daemon has, or its clock is wrong.")
            case 404:
                Failure(
                    .failed, "The daemon has no webhook \(printable(name)).",
                    remedy: "`sluice reload` has it read the configuration again, and says what is wrong with it.")
            default: nil
            }
        }
        return receipt.delivery
    }
}
