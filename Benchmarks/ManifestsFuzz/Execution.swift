import Foundation
import GoldenManifests
import Manifests

/// One input: a mutated file, edits in it, and what became of them. The same for the same seed and number.
struct Execution {
    enum Outcome {
        /// `isWhole`: the judge could compare every byte, not only those outside of a value that holds a document.
        case edited(isWhole: Bool)
        /// Every value was declared already.
        case unchanged
        case refused(ManifestProblem)
        case faulty(String)
    }

    enum Work {
        case values([ValueEdit])
        case meaning(any UseFinder, ImageVersion)
    }

    let file: String
    let kind: Corpus.Kind
    let bytes: [UInt8]
    let work: Work

    /// What it is counted as: the file's extension, or that the edit is by meaning.
    var format: String {
        kind == .meaning ? kind.rawValue : file.split(separator: ".").last.map(String.init) ?? ""
    }

    init(seed: UInt64, number: UInt64, corpus: Corpus) {
        var random = FuzzRandom(seed: seed, number: number)
        let start = corpus.pick(&random)
        kind = start.kind
        // JSON is read with comments, too, where its file's name says so.
        file = start.file.hasSuffix(".json") && random.oneIn(4) ? start.file + "c" : start.file
        var mutator = Mutator(start, corpus: corpus, random: FuzzRandom(seed: random.next(), number: number))
        mutator.run()
        bytes = mutator.bytes
        switch start.work {
        case .values(let edits): work = .values(Self.edits(edits, start.kind, corpus, &random))
        case .meanings(let meanings):
            let meaning = random.pick(meanings)
            work = .meaning(meaning.finder, Self.version(meaning.version, &random))
        }
    }

    private static func edits(
        _ all: [ValueEdit], _ kind: Corpus.Kind, _ corpus: Corpus, _ random: inout FuzzRandom
    ) -> [ValueEdit] {
        let chosen = random.oneIn(2) ? all : [random.pick(all)]
        var places = chosen.map(\.place)
        if random.oneIn(16), case .values(let others) = corpus.pick(kind, &random).work { places = others.map(\.place) }
        return zip(places, chosen).map { place, edit in
            ValueEdit(place: place, value: random.oneIn(2) ? edit.value : random.pick(Language.values))
        }
    }

    private static func version(_ version: ImageVersion, _ random: inout FuzzRandom) -> ImageVersion {
        ImageVersion(
            name: version.name, tag: version.tag.map { random.oneIn(2) ? $0 : random.pick(Language.tags) },
            digest: version.digest)
    }

    func run() -> Outcome {
        do throws(ManifestError) {
            switch work {
            case .values(let edits): return try run(edits)
            case .meaning(let finder, let version): return try MeaningJudge(finder, version, file).outcome(in: bytes)
            }
        } catch {
            if error.problem == .unproven || error.problem == .unprovenAddition {
                return .faulty("unproven: \(error)")
            }
            let isInside = error.position.map { (0...bytes.count).contains($0.offset) && $0.line > 0 && $0.column > 0 }
            guard isInside ?? true else { return .faulty("the error's position is outside of the file: \(error)") }
            guard !error.problem.description.isEmpty else { return .faulty("the error says nothing") }
            return .refused(error.problem)
        }
    }

    private func run(_ edits: [ValueEdit]) throws(ManifestError) -> Outcome {
        guard let editor = ManifestFormat(of: file).editor else { return .faulty("no editor takes \(file)") }
        let result = try editor.apply(edits, to: bytes, file: file)
        switch try Judge(editor: editor, file: file).verdict(on: result, of: edits, in: bytes) {
        case .faulty(let words): return .faulty(words)
        case .whole: return result.changes.isEmpty ? .unchanged : .edited(isWhole: true)
        case .ends: return .edited(isWhole: false)
        }
    }

    /// Prints the input, runs it, prints what became of it. True where something is wrong.
    func explain() -> Bool {
        print("file \(file)")
        switch work {
        case .values(let edits): for edit in edits { print("edit \(edit.place) = \(edit.value.debugDescription)") }
        case .meaning(let finder, let version): print("find \(finder)\nwrite \(version)")
        }
        print("bytes \(Data(bytes).base64EncodedString())")
        print(String(decoding: bytes, as: UTF8.self).debugDescription)
        fflush(nil)
        let outcome = run()
        switch outcome {
        case .edited: print("edited")
        case .unchanged: print("unchanged")
        case .refused(let problem): print("refused (\(problem.code.rawValue)): \(problem)")
        case .faulty(let words): print("faulty: \(words)")
        }
        if case .faulty = outcome { return true }
        return false
    }
}
