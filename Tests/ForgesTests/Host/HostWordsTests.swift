import HTTPTransport
import Promotion
import Testing

@testable import Forges

@Suite("A host's words")
struct HostWordsTests {
    @Test(
        "are found in every form that hosts give them",
        arguments: [
            (#"{"message":"Bad credentials","documentation_url":"https://d"}"#, "Bad credentials"),
            (
                #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"No commits"}]}"#,
                "Validation Failed; No commits"
            ),
            (
                #"{"message":"Validation Failed","errors":[{"resource":"P","field":"head","code":"invalid"}]}"#,
                "Validation Failed; head invalid"
            ),
            (#"{"message":["Another one exists: !5"]}"#, "Another one exists: !5"),
            (#"{"message":{"title":["is too long","can't be blank"]}}"#, "title is too long; title can't be blank"),
            (
                #"{"error":"invalid_token","error_description":"Token was revoked."}"#,
                "invalid_token; Token was revoked."
            ),
            (
                #"{"type":"error","error":{"message":"Bad request","fields":{"source":["branch not found: x"]}}}"#,
                "Bad request; source branch not found: x"
            ),
            (#"{"message":"a\nb\u001b[31m\tc"}"#, "a b [31m c"),
            (#"{"message":"your s3cret is bad"}"#, "your … is bad"),
            ("not JSON", ""), ("[]", ""), (#"{"message":null}"#, ""), (#"{"message":7}"#, ""),
        ])
    func forms(body: String, words: String) {
        let response = HTTPResponse(status: 422, body: Array(body.utf8))
        #expect(HostWords.of(response, without: "s3cret") == words)
    }

    @Test("plain text is taken, a web page is not, and either is cut short")
    func text() {
        func words(_ type: String, _ body: String) -> String {
            HostWords.of(
                HTTPResponse(status: 500, headers: ["Content-Type": type], body: Array(body.utf8)), without: "")
        }
        #expect(words("text/plain; charset=utf-8", "Retry later\n") == "Retry later")
        #expect(words("text/html", "<html>") == "")
        #expect(words("text/plain", String(repeating: "no ", count: 1000)).count == 401)
    }

    @Test(
        "name the cause of a merge that is refused",
        arguments: [
            ("Base branch was modified. Review and try the merge again.", MergeBlock.Cause.busy),
            ("Please try again later", .computing), ("Work in progress PRs cannot be merged", .draft),
            (#"Required status check "build" is expected."#, .checksPending),
            (#"Required status check "build" is failing."#, .checksFailed),
            ("At least 1 approving review is required by reviewers with write access.", .approvalsMissing),
            ("Changes requested by a reviewer", .changesRequested), ("merge conflict in values.yaml", .conflict),
            ("The head branch is behind the base branch", .behind), ("Squash merges are not allowed", .rule),
            ("", .rule),
        ])
    func causes(words: String, cause: MergeBlock.Cause) {
        let block = MergeBlock(words: words, saying: "GitHub")
        #expect(block.cause == cause)
        #expect(block.reason.contains("GitHub") && block.reason.contains(words))
    }

    @Test(
        "texts are cut to UTF-16 units, between characters",
        arguments: [
            ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a👩‍👩‍👧‍👧b", 5, "a…"), ("äöü", 2, "ä…"), ("", 1, ""),
        ])
    func clipped(text: String, limit: Int, cut: String) {
        #expect(text.clipped(to: limit) == cut)
        #expect(text.clipped(to: limit).utf16.count <= limit)
    }
}
