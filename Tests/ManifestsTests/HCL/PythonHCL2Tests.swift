import Foundation
import GoldenManifests
import TestServers
import Testing

@testable import Manifests

/// python-hcl2 as the oracle. `SLUICE_TEST_PYTHON` names a Python that has it; scripts/test makes one.
@Suite("HCL reads as python-hcl2 reads it")
struct PythonHCL2Tests {
    private struct Value: Hashable {
        let path: [HCLTree.Step]
        let kind: String
        let text: String
    }

    private static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

    /// It takes no comment before `=`, and only ASCII in names.
    private static let refused: Set = ["hcl-comments-everywhere", "hcl-utf8"]

    @Test(
        "Golden and generated files have the same values at the same paths",
        .disabled(if: python == nil, "SLUICE_TEST_PYTHON does not name a Python with python-hcl2"))
    func differential() throws {
        let golden = try GoldenCase.all().filter { $0.name.hasPrefix("hcl-") && $0.expectedError == nil }
        let files =
            golden.filter { !Self.refused.contains($0.name) }.flatMap { [$0.original, $0.expected] }
            + (1000..<1150).map { GeneratedHCL(seed: $0, isTame: true).bytes }
        let texts = files.map {
            String(decoding: $0.starts(with: [0xEF, 0xBB, 0xBF]) ? $0[3...] : $0[...], as: UTF8.self)
        }
        let answers = try answers(to: texts)
        try #require(answers.count == texts.count)
        for (text, answer) in zip(texts, answers) {
            let answer = try #require(answer, "python-hcl2 refuses \(text)")
            let values = try values(of: text)
            #expect(
                values == answer,
                """
                only here: \(values.subtracting(answer)), only there: \(answer.subtracting(values)) in
                \(text)
                """)
        }
        #expect(answers.reduce(0) { $0 + ($1?.count ?? 0) } > 5000, "the files hold too little to prove much")
    }

    private func answers(to texts: [String]) throws -> [Set<Value>?] {
        let script = try #require(Bundle.module.path(forResource: "oracle", ofType: "py"))
        let input = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        let output = try run([try #require(Self.python), script], input: input).output
        let answers = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [Any])
        return try answers.map { answer in
            guard let leaves = answer as? [[Any]] else { return nil }
            return Set(try leaves.map(value))
        }
    }

    private func value(_ leaf: [Any]) throws -> Value {
        let path = try #require(leaf[0] as? [Any]).map { step -> HCLTree.Step in
            if let key = step as? String { .key(key) } else { .index(step as? Int ?? -1) }
        }
        return Value(path: path, kind: try #require(leaf[1] as? String), text: try #require(leaf[2] as? String))
    }

    private func values(of text: String) throws -> Set<Value> {
        try Array(text.utf8).withUnsafeBufferPointer { buffer in
            let tree = try HCLParser.parse(HCLSource(buffer, file: "f.hcl"), limits: .manifest)
            return Set(
                tree.leaves.map { leaf in
                    let kind = tree[leaf.node].isLiteral ? "\(tree[leaf.node].kind)" : "expression"
                    let text = tree[leaf.node].isLiteral ? tree.text(of: leaf.node) ?? "" : ""
                    let number = kind == "number" ? Double(text).map { "\($0)" } : nil
                    return Value(path: leaf.path, kind: kind, text: number ?? text)
                })
        }
    }
}
