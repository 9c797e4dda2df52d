import Foundation
import Manifests

/// What an edit adds to the memory of its process.
enum Memory {
    /// The bytes between the process as it is after an edit of a small file, and its peak while it reads and edits the
    /// file that is measured.
    static func growth(_ words: [String]) throws -> Int {
        let (file, selector, value, small) = (words[0], words[1], words[2], words[3])
        try edit(small, selector: nil, value)
        let before = try status("VmRSS")
        // Makes the peak the present.
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        try edit(file, selector: selector, value)
        return try status("VmHWM") - before
    }

    private static func edit(_ file: String, selector: String?, _ value: String) throws {
        var bench = Bench()
        _ = try bench.edit(file, selector ?? "tag", value)
    }

    /// A line of the process's status, in bytes.
    private static func status(_ name: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let words = line?.split(whereSeparator: \.isWhitespace), words.count == 3, let kibibytes = Int(words[1])
        else { throw Bench.Failure(description: "/proc/self/status has no \(name)") }
        return kibibytes * 1024
    }
}
