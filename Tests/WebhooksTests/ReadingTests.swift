import Foundation
import Promotion
import Testing

@testable import Webhooks

@Suite("Reading bodies")
struct ReadingTests {
    private func problem(_ body: [UInt8], _ headers: [(String, String)] = []) -> String? {
        do throws(Problem) {
            _ = try WebhookKind.github.receiver().read(WebhookRequest(headers: headers, body: body))
            return nil
        } catch {
            return error.summary
        }
    }

    @Test("What is no JSON is said to be none")
    func nonsense() {
        #expect(problem([]) == "The body is not JSON.")
        #expect(problem(Array("<xml/>".utf8)) == "The body is not JSON.")
        #expect(problem([0x22, 0xFF, 0x22]) == "The body is not UTF-8.")
        #expect(problem(Array("{\"ref\":\"\u{0}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })) != nil)
    }

    @Test("Deep JSON is refused before it is parsed, and brackets in strings are not depth")
    func deep() {
        for depth in [65, 100_000] {
            let body = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(problem(Array(body.utf8)) == "The body's JSON is nested deeper than 64 levels.")
        }
        let body = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(problem(Array(body.utf8)) == nil)
        #expect(problem(Array(#"{"a":"\#(String(repeating: "[\\\"", count: 1000))"}"#.utf8)) == nil)
    }

    @Test(
        "Whatever is missing, null or of another type names nothing, and harms nothing", arguments: WebhookKind.allCases
    )
    func lenient(kind: WebhookKind) throws {
        let sample = try kind.sample()
        let object = try JSONSerialization.jsonObject(with: Data(sample.body))
        for damaged in Self.damaged(object) {
            var request = sample
            request.body = Array(try JSONSerialization.data(withJSONObject: damaged, options: .fragmentsAllowed))
            let hints = try kind.receiver().read(request).hints
            #expect(hints.count <= 2)
        }
    }

    /// Every value of a JSON in turn replaced by others.
    private static func damaged(_ value: Any) -> [Any] {
        var all: [Any] = [NSNull(), 7, true, "text", [Any](), [String: Any](), ["x": ["y"]]]
        if let object = value as? [String: Any] {
            for (key, value) in object {
                for other in damaged(value) { all.append(object.merging([key: other]) { $1 }) }
            }
        }
        if let list = value as? [Any] {
            for index in list.indices {
                for other in damaged(list[index]) {
                    var list = list
                    list[index] = other
                    all.append(list)
                }
            }
        }
        return all
    }

    @Test("A form's field is read like a body")
    func form() throws {
        var request = try WebhookKind.github.sample()
        let text = String(decoding: request.body, as: UTF8.self)
        let escaped = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        request.body = Array("payload=\(escaped.replacing("%20", with: "+"))".utf8)
        request["Content-Type"] = "application/x-www-form-urlencoded"
        #expect(try WebhookKind.github.receiver().read(request).hints == [WebhookKind.github.subject.1])
    }

    @Test("One delivery gives so many hints, and no more")
    func many() throws {
        func body(_ count: Int) -> [UInt8] {
            let events = (0..<count).map { number in
                #"{"action":"push","request":{"host":"registry.example.com"},"target":{"repository":"a/\#(number)","tag":"1"}}"#
            }
            return Array(#"{"events":[\#(events.joined(separator: ","))]}"#.utf8)
        }
        let receiver = WebhookKind.distribution.receiver()
        #expect(try receiver.read(WebhookRequest(body: body(100))).hints.count == 100)
        let reading = try receiver.read(WebhookRequest(body: body(150)))
        #expect(reading.hints.count == 100 && reading.leftOut == 50)
        #expect(try receiver.read(WebhookRequest(body: body(10_000))).hints.count == 100)
    }

    @Test(
        "Only what a webhook may name is taken",
        arguments: [
            (["registry.example.com:5000/payments/api"], true), (["registry.example.com:5000/payments/"], true),
            (["registry.example.com:5000/"], true), (["registry.example.com:5000/payments"], false),
            (["registry.example.com:5000/payments/ap"], false), (["registry.example.com/payments/"], false),
            (["other.example.com/a", "registry.example.com:5000/payments/api"], true),
        ])
    func allowed(repositories: [String], expected: Bool) throws {
        let receiver = WebhookKind.harbor.receiver(repositories: repositories)
        let reading = try receiver.read(WebhookKind.harbor.sample())
        #expect(reading.hints.isEmpty != expected && reading.leftOut == (expected ? 0 : 1))
    }

    @Test("The configured host stands for the sender's own, for images and for Git")
    func host() throws {
        let images = try WebhookKind.distribution.receiver(host: "mirror.example.com").read(
            WebhookKind.distribution.sample())
        #expect(images.hints.map(\.repository) == ["mirror.example.com/payments/api"])
        let git = try WebhookKind.gitea.receiver(host: "mirror.example.com").read(WebhookKind.gitea.sample())
        #expect(git.hints.map(\.repository) == ["mirror.example.com/platform/prod"])
    }
}
