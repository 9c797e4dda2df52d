import Foundation

/// The files of a configuration's directory.
struct FileListing {
    enum Kind { case settings, environment, pipeline }

    struct File {
        let kind: Kind
        /// Relative to the directory.
        let path: String
        /// Of the environment or the pipeline: the file's name without `.yaml`.
        let name: String
    }

    static let maximumFiles = 20_000

    private(set) var files: [File] = [File(kind: .settings, path: "sluice.yaml", name: "sluice")]
    private(set) var findings = Findings()

    /// Lists without reading; what cannot be listed is a finding.
    init(directory: String) {
        add(.environment, from: "environments", in: directory)
        add(.pipeline, from: "pipelines", in: directory)
        if files.count > Self.maximumFiles {
            findings.refuse(
                at: Location(file: "pipelines", line: 1, column: 1),
                "the configuration has \(files.count) files, and at most \(Self.maximumFiles) are read")
            files.removeLast(files.count - Self.maximumFiles)
        }
    }

    private mutating func add(_ kind: Kind, from folder: String, in directory: String) {
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")
        } catch {
            // A folder that is not there holds nothing; one that cannot be read might hold anything.
            if FileManager.default.fileExists(atPath: "\(directory)/\(folder)") {
                findings.refuse(
                    at: Location(file: folder, line: 1, column: 1),
                    "the folder cannot be read; give the daemon the right to")
            }
            return
        }
        for entry in entries.sorted() where !entry.hasPrefix(".") { add(entry, kind, from: folder, in: directory) }
    }

    private mutating func add(_ entry: String, _ kind: Kind, from folder: String, in directory: String) {
        let path = "\(folder)/\(entry)"
        let place = Location(file: path, line: 1, column: 1)
        if entry.hasSuffix(".yaml") {
            let name = String(entry.dropLast(".yaml".count))
            if !isName(name) {
                findings.refuse(
                    at: place,
                    "\(quoted(name)) cannot be the name of \(kind == .pipeline ? "a pipeline" : "an environment"); \(nameRule)"
                )
            }
            files.append(File(kind: kind, path: path, name: name))
        } else if entry.lowercased().hasSuffix(".yml") || entry.lowercased().hasSuffix(".yaml") {
            findings.refuse(at: place, "only files that end in .yaml are read; rename or remove this one")
        } else {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(directory)/\(path)", isDirectory: &isFolder),
                isFolder.boolValue
            {
                findings.warn(at: place, "folders below \(folder)/ are not read")
            }
        }
    }
}
