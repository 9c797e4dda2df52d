import ArgumentParser
import Testing
import WebTestKit

@testable import sluice

@Suite("Arguments")
struct ArgumentTests {
    @Test(
        "What is understood",
        arguments: [
            "serve", "serve /etc/sluice", "validate -o json", "plan shop/prod --release 3", "status", "status shop -w",
            "status shop/prod -o wide", "tags shop/api", "promote shop/dev --release 1.2.3 --wait --timeout 90s",
            "promote shop/dev api=1.2.3 worker=main-7", "approve shop/prod --plan 0123456789 --wait",
            "reject shop/prod",
            "retry shop/prod --server http://[::1]:8440", "hold shop/prod --reason fire", "hold --all", "resume --all",
            "resume shop/dev", "pin shop/prod 12", "unpin shop/prod", "rollback shop/prod --release 3 --timeout 2h",
            "history shop/prod -l 7 --before 12", "reload", "backup /tmp/copy.db", "audit verify", "doctor -o yaml",
            "version", "completions fish",
        ])
    func understood(line: String) throws {
        _ = try Sluice.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(
        "What is not ends with the status for usage",
        arguments: [
            "bogus", "status --bogus", "plan", "plan shop", "plan shop/", "plan /prod", "plan a/b/c",
            "promote shop/dev",
            "promote shop/dev --release 1 api=2", "promote shop/dev api", "promote shop/dev =2",
            "promote shop/dev api=",
            "promote shop/dev api=1 api=2", "hold", "hold shop/dev --all", "resume", "pin shop/dev", "history -l 0",
            "history -l 1001", "backup relative.db", "status -o xml", "approve shop/dev --timeout soon",
            "approve shop/dev --timeout 0s", "completions cmd",
        ])
    func notUnderstood(line: String) async {
        #expect(await Main.run(line.split(separator: " ").map(String.init)) == .usage)
    }

    @Test("Help and version are answers")
    func answers() async {
        #expect(await Main.run(["--help"]) == .ok)
        #expect(await Main.run(["help", "promote"]) == .ok)
        #expect(await Main.run(["--version"]) == .ok)
        #expect(await Main.run([]) == .ok)
    }

    @Test("How long to wait", arguments: [("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200)])
    func limits(text: String, seconds: Int) {
        #expect(WaitLimit(argument: text)?.seconds == seconds)
    }
}
