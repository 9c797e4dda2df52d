import Foundation
import Logging
import Synchronization
import Testing

@testable import sluice

@Suite("Logs")
struct LogTests {
    private let line = LogLine(
        date: Date(timeIntervalSince1970: 1_800_000_000.25), level: .notice, message: "two\nlines \u{1B}",
        metadata: ["stage": "dev", "list": .array(["a", .dictionary(["b": "c"])]), "time": "gives way"])

    @Test("JSON is one object a line")
    func json() {
        #expect(
            line.json == #"{"level":"notice","list":"a,b=c","message":"two\nlines \u001b","stage":"dev","#
                + #""time":"2027-01-15T08:00:00.250Z"}"#)
    }

    @Test("Text is for people")
    func text() {
        #expect(line.text == "08:00:00 NOTICE  two\nlines · list=a,b=c stage=dev time=gives way")
    }

    @Test("A logger's own metadata and a message's are merged, and the level is kept to")
    func handler() {
        let lines = Mutex<[String]>([])
        var logger = Logger(label: "test") { _ in
            LineLogHandler(.json, level: .info) { line in lines.withLock { $0.append(line) } }
        }
        logger[metadataKey: "a"] = "1"
        logger.debug("no")
        logger.info("yes", metadata: ["b": "2"])
        let written = lines.withLock { $0 }
        #expect(written.count == 1)
        #expect(written.first?.contains(#""a":"1","b":"2","level":"info","message":"yes""#) == true)
    }
}
