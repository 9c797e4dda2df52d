import Foundation
import Manifests

/// What an edit adds to the memory of its process.
enum Memory {
    /// The file's own bytes, and those between the process as it is before the edit and its peak in it.
    ///
    /// - Parameter words: the file, the selector and the new value, and a small file with a `tag`, which is edited
    ///   before all else, so that what every process needs once is not counted.
    static func growth(_ words: [String]) throws -> Int {
        let (file, selector, value, small) = (words[0], words[1], words[2], words[3])
        var bench = Bench()
        _ = try bench.edit(small, "tag", value)
        let bytes = try bench.bytes(of: file)
        let before = try status("VmRSS")
        // Makes the peak the present.
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        _ = try bench.edit(file, selector, value)
        return bytes.count + (try status("VmHWM") - before)
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
