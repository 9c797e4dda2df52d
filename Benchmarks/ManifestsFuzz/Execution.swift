import Foundation
import Manifests

/// One input: a mutated file, edits in it, and what became of them. The same for the same seed and number.
struct Execution {
    enum Outcome {
        /// `isWhole`: the judge could compare every byte, not only those before and behind.
        case edited(isWhole: Bool)
        /// Every value was declared already.
        case unchanged
        case refused(ManifestProblem)
        case faulty(String)
    }

    let file: String
    let bytes: [UInt8]
    let edits: [ValueEdit]

    init(seed: UInt64, number: UInt64, corpus: Corpus) {
        var random = FuzzRandom(seed: seed, number: number)
        let start = corpus.pick(&random)
        // JSON is read with comments, too, where its file's name says so.
        file = start.file.hasSuffix(".json") && random.oneIn(4) ? start.file + "c" : start.file
        var mutator = Mutator(start, corpus: corpus, random: FuzzRandom(seed: random.next(), number: number))
        mutator.run()
        bytes = mutator.bytes
        let chosen = random.oneIn(2) ? start.edits : [random.pick(start.edits)]
        let places = random.oneIn(16) ? corpus.pick(&random).edits.map(\.place) : chosen.map(\.place)
        edits = zip(places, chosen).map { place, edit in
            ValueEdit(place: place, value: random.oneIn(2) ? edit.value : random.pick(Language.values))
        }
    }

    func run() -> Outcome {
        guard let editor = ManifestFormat.editor(for: file) else { return .faulty("no editor takes \(file)") }
        do throws(ManifestError) {
            let result = try editor.apply(edits, to: bytes, file: file)
            switch try Judge(editor: editor, file: file).verdict(on: result, of: edits, in: bytes) {
            case .faulty(let words): return .faulty(words)
            case .whole: return result.changes.isEmpty ? .unchanged : .edited(isWhole: true)
            case .ends: return .edited(isWhole: false)
            }
        } catch {
            if error.problem == .unproven { return .faulty("unproven: \(error)") }
            let isInside = error.position.map { (0...bytes.count).contains($0.offset) && $0.line > 0 && $0.column > 0 }
            guard isInside ?? true else { return .faulty("the error's position is outside of the file: \(error)") }
            guard !error.description.isEmpty else { return .faulty("the error says nothing") }
            return .refused(error.problem)
        }
    }

    /// Prints the input, runs it, prints what became of it. True where something is wrong.
    func explain() -> Bool {
        print("file \(file)")
        for edit in edits { print("edit \(edit.place) = \(edit.value.debugDescription)") }
        print("bytes \(Data(bytes).base64EncodedString())")
        print(String(decoding: bytes, as: UTF8.self).debugDescription)
        fflush(nil)
        let outcome = run()
        switch outcome {
        case .edited: print("edited")
        case .unchanged: print("unchanged")
        case .refused(let problem): print("refused (\(problem.code)): \(problem)")
        case .faulty(let words): print("faulty: \(words)")
        }
        if case .faulty = outcome { return true }
        return false
    }
}
