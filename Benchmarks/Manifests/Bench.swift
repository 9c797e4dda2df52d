import CYAML
import Foundation
import Manifests

/// Times single edits and scans of files that it reads once.
struct Bench {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var files: [String: [UInt8]] = [:]
    private let clock = ContinuousClock()

    /// The answer to one line of ``ManifestsBenchmark``.
    mutating func answer(to words: [String]) throws -> String {
        switch (words.first, words.count) {
        case ("edit", 4): try edit(words[1], words[2], words[3]).map { "\($0 / .seconds(1))" } ?? "none"
        case ("scan", 2): "\(try scan(words[1]) / .seconds(1))"
        default: throw Failure(description: "not a command: \(words)")
        }
    }

    /// How long it takes to read the value at the selector and to write another one; nil where no editor knows the
    /// file.
    mutating func edit(_ file: String, _ selector: String, _ value: String) throws -> Duration? {
        guard let editor = ManifestFormat(of: file).editor else { return nil }
        let bytes = try bytes(of: file)
        let edit = ValueEdit(place: Place(selector: try Selector(selector)), value: value)
        let start = clock.now
        let before = try editor.read([edit.place], in: bytes, file: file)
        let edited = try editor.apply([edit], to: bytes, file: file)
        let elapsed = start.duration(to: clock.now)
        let after = try editor.read([edit.place], in: edited.bytes, file: file)
        guard before.first?.value == edited.changes.first?.old, after.first?.value == value else {
            throw Failure(description: "\(file): \(selector) is not \(value)")
        }
        return elapsed
    }

    /// How long libyaml alone takes to find the tokens of the file.
    private mutating func scan(_ file: String) throws -> Duration {
        let bytes = try bytes(of: file)
        let start = clock.now
        let isWhole = bytes.withUnsafeBufferPointer(Self.scan)
        let elapsed = start.duration(to: clock.now)
        guard isWhole else { throw Failure(description: "\(file) is not YAML") }
        return elapsed
    }

    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return false }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
        while true {
            var token = yaml_token_t()
            guard yaml_parser_scan(&parser, &token) == 1 else { return false }
            defer { yaml_token_delete(&token) }
            if token.type == YAML_STREAM_END_TOKEN { return true }
        }
    }

    mutating func bytes(of file: String) throws -> [UInt8] {
        if let bytes = files[file] { return bytes }
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        files[file] = bytes
        return bytes
    }
}
