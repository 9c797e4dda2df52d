import Manifests
import Testing

@testable import manifests_fuzz

struct MeaningJudgeTests {
    private func outcome(_ finder: (any UseFinder)?, _ text: String) throws -> String {
        let judge = MeaningJudge(try #require(finder), ImageVersion(tag: "2.0"), "kustomization.yaml")
        return switch try judge.outcome(in: Array(text.utf8)) {
        case .edited(let isWhole): isWhole ? "whole" : "ends"
        case .unchanged: "unchanged"
        case .refused: "refused"
        case .faulty(let words): words
        }
    }

    @Test("An edit by meaning is judged as any other, and what is added as nothing but that")
    func outcomes() throws {
        let finder = KustomizeFinder(try #require(ImageName("a/b")), named: "a/b")
        #expect(try outcome(finder, "images:\n  - name: a/b\n    newTag: '1'\n") == "whole")
        #expect(try outcome(finder, "images:\n  - name: a/b\n    newTag: '2.0'\n") == "unchanged")
        #expect(try outcome(finder, "resources: [x.yaml]\n") == "ends")
        #expect(try outcome(ImageName("a/b").map { ImageFinder($0) }, "image: a/b:1\n") == "whole")
    }

    @Test("What is put in stands between bytes that are all still there")
    func insertions() throws {
        let edits = [ValueEdit(place: Place(selector: try Selector("c")), value: "3")]
        func isInsertion(_ new: String) -> Bool {
            MeaningJudge.isInsertion(from: Array("{a: 1, b: 2}".utf8), to: Array(new.utf8), of: edits)
        }
        #expect(isInsertion("{a: 1, b: 2, c: 3}"))
        #expect(!isInsertion("{a: 1, b: 3}"))
        #expect(!isInsertion("{a: 1, c: 3}"))
        #expect(!isInsertion("{a: 1, b: 2, c: 3}" + String(repeating: " ", count: 300)))
    }
}
