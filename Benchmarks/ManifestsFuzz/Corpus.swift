import Foundation
import Manifests

/// The golden cases that mutations start from: files that some editor takes, with the edits that are made in them.
struct Corpus {
    struct Seed {
        let file: String
        let language: Language
        let original: [UInt8]
        let edits: [ValueEdit]
        /// Whether the golden case ends in an error.
        let isRefused: Bool
    }

    /// Small ones that can be edited first, then all others.
    let seeds: [Seed]
    /// How many of the seeds are small and can be edited.
    let editable: Int

    /// Files above this are rarely taken: an execution costs what its file weighs.
    private static let small = 2048

    /// - Parameter folder: `<case>/{edits, original/<file>, expected-error}`. Edits in another form than
    ///   `[@kind=…,name=… ]selector = value` are left out, and so are cases without any other.
    init(folder: String) throws {
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        let folders = try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
        let seeds = try folders.sorted { $0.path < $1.path }.compactMap(Self.seed)
        let isEditable = { (seed: Seed) in !seed.isRefused && seed.original.count <= Self.small }
        self.seeds = seeds.filter(isEditable) + seeds.filter { !isEditable($0) }
        editable = seeds.count(where: isEditable)
    }

    /// Mostly small files that can be edited; one time in eight any.
    func pick(_ random: inout FuzzRandom) -> Seed {
        let isAny = editable == 0 || random.oneIn(8)
        let seed = seeds[random.below(isAny ? seeds.count : editable)]
        return seed.original.count > 8 * Self.small && !random.oneIn(64) ? seeds[random.below(max(1, editable))] : seed
    }

    private static func seed(_ folder: URL) throws -> Seed? {
        let originals = folder.appendingPathComponent("original")
        guard let file = try? FileManager.default.contentsOfDirectory(atPath: originals.path).min(),
            ManifestFormat.editor(for: file) != nil
        else { return nil }
        let edits = try String(contentsOf: folder.appendingPathComponent("edits"), encoding: .utf8)
            .split(separator: "\n").compactMap(edit)
        guard !edits.isEmpty else { return nil }
        let error = folder.appendingPathComponent("expected-error").path
        return Seed(
            file: file, language: Language(extension: (file as NSString).pathExtension),
            original: Array(try Data(contentsOf: originals.appendingPathComponent(file))), edits: edits,
            isRefused: FileManager.default.fileExists(atPath: error))
    }

    private static func edit(_ line: Substring) -> ValueEdit? {
        var rest = line
        var document: DocumentSelector?
        if rest.first == "@" {
            let words = rest.dropFirst().split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { return nil }
            let parts = Dictionary(
                words[0].split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
                    .filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
            document = DocumentSelector(kind: parts["kind"], name: parts["name"], namespace: parts["namespace"])
            rest = words[1]
        }
        guard !rest.hasPrefix("#"), let separator = rest.range(of: " = "),
            let selector = try? Selector(String(rest[..<separator.lowerBound]))
        else { return nil }
        return ValueEdit(
            place: Place(document: document, selector: selector), value: String(rest[separator.upperBound...]))
    }
}
