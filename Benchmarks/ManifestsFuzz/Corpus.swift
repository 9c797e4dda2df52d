import Foundation
import GoldenManifests
import Manifests

/// The golden cases that mutations start from: files that some editor takes, with the edits that are made in them.
struct Corpus {
    /// What is counted apart, and gets an equal share of the executions.
    enum Kind: String, CaseIterable {
        case yaml, json, hcl
        /// YAML whose edits are by meaning.
        case meaning
    }

    struct Seed {
        enum Work {
            case values([ValueEdit])
            case meanings([GoldenMeaning])
        }

        let file: String
        let kind: Kind
        let language: Language
        let original: [UInt8]
        let work: Work
        /// Whether the golden case ends in an error.
        let isRefused: Bool
    }

    /// The seeds of a kind: small ones that can be edited first, then all others.
    private struct Share {
        let seeds: [Seed]
        /// How many of the seeds are small and can be edited.
        let editable: Int

        init(_ seeds: [Seed]) {
            let isEditable = { (seed: Seed) in !seed.isRefused && seed.original.count <= Corpus.small }
            self.seeds = seeds.filter(isEditable) + seeds.filter { !isEditable($0) }
            editable = seeds.count(where: isEditable)
        }
    }

    private let shares: [Kind: Share]
    /// The kinds that there are seeds of.
    private let kinds: [Kind]

    /// Files above this are rarely taken: an execution costs what its file weighs.
    private static let small = 2048

    /// - Parameter folder: golden cases, as ``GoldenCase`` reads them. Those of no known format are left out, and
    ///   those that edit by the text.
    init(folder: String) throws {
        let cases = try GoldenCase.all(in: URL(fileURLWithPath: folder, isDirectory: true))
        shares = Dictionary(grouping: cases.compactMap(Self.seed), by: \.kind).mapValues(Share.init)
        kinds = Kind.allCases.filter { [shares] kind in shares[kind] != nil }
    }

    var isEmpty: Bool { kinds.isEmpty }

    /// Of each kind as often as of any other.
    func pick(_ random: inout FuzzRandom) -> Seed { pick(random.pick(kinds), &random) }

    /// Mostly small files that can be edited; one time in eight any.
    ///
    /// - Parameter kind: one that there are seeds of.
    func pick(_ kind: Kind, _ random: inout FuzzRandom) -> Seed {
        let share = shares[kind] ?? Share([])
        let isAny = share.editable == 0 || random.oneIn(8)
        let seed = share.seeds[random.below(isAny ? share.seeds.count : share.editable)]
        let isTooLarge = seed.original.count > 8 * Self.small && !random.oneIn(64)
        return isTooLarge ? share.seeds[random.below(max(1, share.editable))] : seed
    }

    private static func seed(_ golden: GoldenCase) -> Seed? {
        // Edits by a file's text are damaged by tests of their own.
        guard golden.texts.isEmpty, let editor = ManifestFormat(of: golden.file).editor else { return nil }
        let kind: Kind =
            switch editor {
            case is HCLEditor: .hcl
            case is JSONEditor: .json
            default: golden.meanings.isEmpty ? .yaml : .meaning
            }
        return Seed(
            file: golden.file, kind: kind, language: Language(extension: (golden.file as NSString).pathExtension),
            original: golden.original,
            work: golden.meanings.isEmpty ? .values(golden.edits) : .meanings(golden.meanings),
            isRefused: golden.expectedError != nil)
    }
}
