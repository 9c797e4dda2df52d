import Foundation
import HTTPTransport
import Testing

@testable import Forges

@Suite("A host's budget")
struct HostBudgetTests {
    private let start = Date(timeIntervalSince1970: 1_795_521_600)

    @Test("writes are held back at 80 in any minute and 500 in any hour, reads never")
    func writes() {
        var budget = HostBudget(writes: [
            HostBudget.WriteLimit(count: 80, seconds: 60), HostBudget.WriteLimit(count: 500, seconds: 3600),
        ])
        var sent: [Date] = []
        var now = start
        while sent.count < 1000 {
            #expect(budget.admit(isWrite: false, at: now) == nil)
            if let wait = budget.admit(isWrite: true, at: now) {
                #expect(wait > now)
                now = wait
            } else {
                sent.append(now)
                now += 0.1
            }
        }
        for (index, time) in sent.enumerated() {
            let after = sent[index...]
            #expect(after.count { $0.timeIntervalSince(time) < 60 } <= 80)
            #expect(after.count { $0.timeIntervalSince(time) < 3600 } <= 500)
        }
        // The budget is used up, too: 80 in the first minute, 500 in the first hour.
        #expect(sent[79].timeIntervalSince(start) < 60)
        #expect(sent[499].timeIntervalSince(start) < 3600)
    }

    @Test(
        "a refusal says how long to wait",
        arguments: [
            (429, ["Retry-After": "17"], "", 17.0), (429, [:], "", 60), (403, ["Retry-After": "30"], "", 30),
            (403, [:], "You have exceeded a secondary rate limit.", 60), (403, [:], "Must have admin rights", nil),
            (403, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795521900"], "", 300),
            (403, ["X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "1795521900"], "", nil),
            (429, ["RateLimit-Remaining": "0", "RateLimit-Reset": "1795521642"], "", 42),
            (429, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"], "", 3600),
            (429, ["RateLimit-Remaining": "0", "RateLimit-Reset": "42"], "", 42),
            (429, ["RateLimit-Remaining": "0", "RateLimit-Reset": "86400"], "", 3600),
            (200, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795521900"], "", nil), (500, [:], "", nil),
        ] as [(Int, [String: String], String, TimeInterval?)])
    func refusals(status: Int, headers: [String: String], words: String, wait: TimeInterval?) {
        var budget = HostBudget()
        var fields = HTTPHeaders()
        for (name, value) in headers { fields[name] = value }
        let response = HTTPResponse(status: status, headers: fields)
        #expect(budget.learn(response, words: words, at: start) == wait)
        if let wait {
            #expect(budget.admit(isWrite: false, at: start) == start + wait)
            #expect(budget.admit(isWrite: false, at: start + wait) == nil)
        }
    }

    @Test("an answer that used up the last request stops the next one until the reset")
    func last() {
        var budget = HostBudget()
        let fields: HTTPHeaders = ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795521900"]
        #expect(budget.learn(HTTPResponse(status: 200, headers: fields), words: "", at: start) == nil)
        #expect(budget.admit(isWrite: false, at: start + 299) == start + 300)
        #expect(budget.admit(isWrite: false, at: start + 300) == nil)
    }
}
