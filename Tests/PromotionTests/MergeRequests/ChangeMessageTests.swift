import Foundation
import Promotion
import Testing

@Suite("Commits as a person reads of them")
struct ChangeMessageTests {
    @Test(
        "Each host's merge and squash messages name the merge request",
        arguments: [
            ("Merge pull request #12 from ann/round\n\nRound to the cent\n", 12, "Round to the cent"),
            ("Round to the cent (#12)\n\n* a\n* b\n", 12, "Round to the cent"),
            (
                "Merge branch 'round' into 'main'\n\nRound to the cent\n\nCloses #3\n\nSee merge request payments/api!12\n",
                12, "Round to the cent"
            ),
            ("Merge branch 'round' into 'main'\n\nSee merge request !12", 12, "Merge branch 'round' into 'main'"),
            (
                "Merge pull request 'Round to the cent' (#12) from ann/round into main\n\nReviewed-on: https://x/12\n",
                12,
                "Round to the cent"
            ),
            ("Merged in round (pull request #12)\n\nRound to the cent\n\nApproved-by: Bob\n", 12, "Round to the cent"),
            ("Pull request #12: Round to the cent\n\nMerge in PAY/api from round to main\n", 12, "Round to the cent"),
            ("Merged PR 12: Round to the cent\n\nMore\n", 12, "Round to the cent"),
            ("Merge pull request #12 from ann/round", 12, "Merge pull request #12 from ann/round"),
            ("Merge branch 'main' into round", nil, "Merge branch 'main' into round"),
            ("Round to the cent", nil, "Round to the cent"), ("Round (see #12)", nil, "Round (see #12)"),
            ("Round (#0)", nil, "Round (#0)"), ("Round (#99999999999999999999)", nil, "Round (#99999999999999999999)"),
            ("Round (#-1)", nil, "Round (#-1)"), ("", nil, ""), ("\n\nBody", nil, ""), (" (#7)", nil, "(#7)"),
            ("Round\u{1B}[31m \u{202E}up\r\nBody", nil, "Round [31m up"),
        ] as [(String, Int?, String)])
    func messages(_ message: String, _ number: Int?, _ subject: String) {
        let change = Change(
            commit: CommitID(hex: "1"), message: message, author: "Ann Example <ann@example.com>", at: .distantPast)
        #expect(change.mergeRequest == number)
        #expect(change.subject == subject)
        #expect(change.author == "Ann Example")
    }
}
