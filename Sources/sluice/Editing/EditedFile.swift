import Foundation
import Manifests
import Web

/// A file before and after the edits of `sluice edit`.
struct EditedFile {
    /// As it was given; `-` for standard input.
    let path: String
    let old: [UInt8]
    let new: [UInt8]
    let changes: [Change]

    /// One value that is edited.
    struct Change: Encodable {
        let file: String
        let place: String
        let line: Int
        let column: Int
        let old: String
        let new: String
    }

    var isChanged: Bool { old != new }

    /// The unified diff; empty where nothing changes.
    var diff: String { UnifiedDiff.text(path: path, before: old, after: new) }

    /// Every file, edited in memory. Of several, those without what an edit means are left alone, as long as one has it.
    static func all(_ paths: [String], by request: EditRequest) throws -> [EditedFile] {
        let files = try paths.map { path in
            (path: path, bytes: try read(path), name: path == "-" ? "standard input" : path)
        }
        var missing: [Int: ManifestError] = [:]
        var isFound: Set<Int> = []
        var edited: [EditedFile] = []
        for file in files {
            // Standard input has no name that could tell its format; YAML is what most have.
            let format = request.format ?? (file.path == "-" ? .yaml : nil)
            let manifest = Manifest(file.bytes, file: file.name, format: format)
            var values: [(spot: EditSpot, value: String)] = []
            for (index, setting) in request.settings.enumerated() {
                switch setting.values(in: manifest, file: file.name) {
                case .success(let found):
                    values += found
                    isFound.insert(index)
                case .failure(let error):
                    guard files.count > 1, setting.target.isAbsent(by: error) else {
                        throw Failure(.failed, "\(error)")
                    }
                    missing[index] = error
                }
            }
            edited.append(try EditedFile(file.path, file.bytes, manifest, values))
        }
        let absent = missing.filter { !isFound.contains($0.key) }
        if let error = absent.min(by: { $0.key < $1.key })?.value { throw Failure(.failed, "\(error)") }
        return edited
    }

    private init(
        _ path: String, _ bytes: [UInt8], _ manifest: Manifest, _ values: [(spot: EditSpot, value: String)]
    ) throws(Failure) {
        self.path = path
        old = bytes
        do throws(ManifestError) { new = try manifest.writing(values) } catch { throw Failure(.failed, "\(error)") }
        changes = values.filter { $0.spot.value != $0.value }.map { spot, value in
            Change(
                file: path, place: spot.name, line: spot.position.line, column: spot.position.column, old: spot.value,
                new: value)
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let limit = 32 << 20
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.read(upToCount: limit + 1) ?? Data() else {
            throw Failure(.failed, "\(path): the file cannot be read.", remedy: "Correct its name, or its permissions.")
        }
        guard data.count <= limit else {
            throw Failure(.failed, "\(path): more than 32 MiB are not edited.", remedy: "Split the file.")
        }
        return Array(data)
    }

    /// Puts every file's new bytes in its place. What cannot be written is seen before the first file is another;
    /// standard input is always answered.
    static func write(_ files: [EditedFile]) throws {
        var replacements: [FileReplacement] = []
        defer { for replacement in replacements { replacement.discard() } }
        for file in files where file.path != "-" && file.isChanged {
            replacements.append(try FileReplacement(of: file.path, by: file.new))
        }
        for replacement in replacements { try replacement.take() }
        // What is edited is UTF-8; no editor takes anything else.
        for file in files where file.path == "-" {
            try writeToStandardOutput(String(decoding: file.new, as: UTF8.self))
        }
    }
}

extension EditRequest.Setting {
    fileprivate func values(
        in manifest: Manifest, file: String
    ) -> Result<[(spot: EditSpot, value: String)], ManifestError> {
        Result { () throws(ManifestError) in
            var values: [(spot: EditSpot, value: String)] = []
            for spot in try manifest.spots(of: [target]).joined() {
                switch value {
                case .text(let text): values.append((spot, text))
                case .version(let version): values.append((spot, try version.text(for: spot, in: file)))
                }
            }
            return values
        }
    }
}

/// What `sluice edit` did, or would do.
struct EditReport: Encodable {
    let changes: [EditedFile.Change]

    init(_ files: [EditedFile]) { changes = files.flatMap(\.changes) }

    var text: String {
        let lines = changes.map { change in
            "\(change.file):\(change.line):\(change.column): \(change.place): \(change.old) -> \(change.new)\n"
        }
        return printable(lines.isEmpty ? "Everything is as it should be.\n" : lines.joined(), keepingLines: true)
    }
}
