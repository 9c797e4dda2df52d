import Manifests
import Testing

@testable import manifests_fuzz

struct ReportTests {
    private func report(
        edits: Int, of executions: Int, faulty: String? = nil, crashes: [Report.Crash] = [], kibibytes: Int = 1024
    ) throws -> Report {
        var tally = Tally()
        for number in 0..<executions {
            tally.count(
                number < edits ? .edited(isWhole: true) : .refused(.utf16), of: "json", number: UInt64(number))
        }
        if let faulty { tally.count(.faulty(faulty), of: "json", number: 99) }
        tally.peakKibibytes = kibibytes
        return Report(options: try Options(["--seconds", "1"]), tally: tally, crashes: crashes, seconds: 1)
    }

    @Test("A quarter of edits, and nothing wrong, is met; the last line says so")
    func met() throws {
        let report = try report(edits: 1, of: 4)
        #expect(report.isMet)
        let line = report.description.split(separator: "\n").last ?? ""
        #expect(line.hasPrefix("fuzz executions=4 edits=1 share=0.250 "))
        #expect(line.hasSuffix(" met"))
        #expect(report.description.contains("refused utf16 3\n"))
    }

    @Test("Too few edits, a fault, a crash and too much memory are each a miss")
    func missed() throws {
        #expect(try !report(edits: 1, of: 5).isMet)
        #expect(try !report(edits: 0, of: 0).isMet)
        #expect(try !report(edits: 4, of: 4, kibibytes: 256 << 10 | 1).isMet)
        let faulty = try report(edits: 4, of: 4, faulty: "unproven: x")
        #expect(!faulty.isMet && faulty.description.contains("--seed 1 --only 99"))
        #expect(faulty.description.contains("unproven=1") && faulty.description.hasSuffix(" missed"))
        let crashed = try report(edits: 4, of: 4, crashes: [.init(number: 17, status: 11, isSignal: true)])
        #expect(
            !crashed.isMet && crashed.description.contains("signal 11") && crashed.description.contains("--only 17"))
    }

    @Test("Fewer inputs than asked for, without a time limit, are a miss")
    func incomplete() throws {
        let full = try report(edits: 4, of: 4)
        let options = try Options(["--executions", "4"])
        #expect(Report(options: options, tally: full.tally, crashes: [], seconds: 1).isMet)
        #expect(!Report(options: try Options(["--executions", "5"]), tally: full.tally, crashes: [], seconds: 1).isMet)
    }

    @Test("Tallies add up")
    func adds() throws {
        var sum = try report(edits: 1, of: 4, faulty: "x").tally
        sum.add(try report(edits: 2, of: 4, kibibytes: 2048).tally)
        #expect(sum.executions == 9 && sum.edits == 3 && sum.faultCount == 1 && sum.peakKibibytes == 2048)
        #expect(sum.refusals == ["utf16": 5] && sum.formats["json"]?.edits == 3)
    }
}
