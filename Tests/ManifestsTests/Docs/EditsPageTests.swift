import Foundation
import GoldenManifests
import TestServers
import Testing

@testable import Manifests

/// What docs/edits.md has of the program and of its tests.
@Suite("docs/edits.md", .serialized)
struct EditsPageTests {
    private static let position = Position(line: 3, column: 5, offset: 20)

    /// One of each case.
    static let problems: [ManifestProblem] = [
        .tooLarge(bytes: 40_000_000, limit: 33_554_432), .utf16, .invalidUTF8, .forbiddenCharacter("\u{7}"),
        .syntax("did not find expected key", since: position), .template("could not find expected ':'", since: nil),
        .outOfMemory, .tooDeep(limit: 64), .tooManyNodes(limit: 8_000_000), .severalDocuments,
        .unknownAnchor("base"), .aliasInsideItself("base"), .complexKey, .invalidMerge,
        .duplicateKey("tag", first: position), .noDocument(DocumentSelector(kind: "Deployment", name: "api")),
        .ambiguousDocument([position]), .missingKey("tga", nearest: "tag"), .missingIndex(2, count: 1),
        .missingElement(key: "name", value: "api", hidden: []), .severalElements([position]),
        .wrongKind(step: "image", found: .sequence), .alias("base", anchor: position),
        .mergeKey("tag", sources: [position]), .notScalar(.mapping), .typedTag("!!int"), .missingSeparator,
        .unseparated, .unwritable("a: b"), .unwritableBlock(" a"), .tabsBelow, .unwritableContainer,
        .conflictingEdits("1.2", "1.3"), .tooManyContainers(limit: 8), .noContainer, .unproven, .noPaths, .noMeaning,
        .noUse(of: "shop/apy", nearest: ["shop/api"]), .tooManyUses(limit: 2000), .noPath, .variable("api:${TAG}"),
        .digestDecides("tag"),
        .missingPart("tag"), .mergedPart("tag"), .missingVersion("digest"), .invalidVersion("a b", "tag"),
        .notAnImage("a b"), .notKustomization("ConfigMap"), .unreachable, .renamesItself("example.com/api"),
        .openBlock, .unprovenAddition, .invalidHCL("a block is not closed"), .expression("var.tag"),
        .invalidJSON("a comma or } is missing"), .comment, .trailingComma, .tooManyValues(limit: 8_000_000),
        .loneSurrogate, .noMarker(of: ["api"], found: ["web"]), .malformedMarker("{\"$sluice\": api}"),
        .unknownSuffix("latest"), .noMarkedValue, .misplacedMarker, .markerInValue, .tooManyMarkers(limit: 1000),
        .matchCount(expected: 1, found: 2, at: [position]), .emptyGroup("tag"), .nestedGroups("tag"),
        .groupOverLines("value"), .searchLimit("match limit exceeded"), .noSuchUse("marker api:tag #2"),
        .unwritableText("a b"), .retyped("1.20"), .unprovenText,
    ]

    @Test("The page lists every refusal, and each has a sentence of its own")
    func refusals() throws {
        #expect(Self.problems.map(\.code) == ManifestProblem.Code.allCases)
        let sentences = Self.problems.map(\.description)
        #expect(Set(sentences).count == sentences.count)
        // What is wrong, and what to do about it.
        for sentence in sentences { #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)") }
        let rows = Self.problems.map { "| `\($0.code.rawValue)` | \(Self.cell($0.description)) |" }
        try expect(["| refusal | says |", "| --- | --- |"] + rows, as: "refusals")
    }

    @Test("The page lists every golden case")
    func cases() throws {
        let cases = try GoldenCase.all()
        #expect(cases.count >= 150)
        let rows = try cases.map { golden in
            let edits = try Self.lines(of: golden).map { "`\(Self.cell($0))`" }.joined(separator: "<br>")
            let result =
                golden.expectedError.map { "refused: \(Self.cell($0))" }
                ?? (golden.expected == golden.original ? "nothing to do" : "edited")
            return "| \(golden.name) | \(golden.file) | \(edits) | \(result) |"
        }
        try expect(["| case | file | edits | result |", "| --- | --- | --- | --- |"] + rows, as: "cases")
    }

    private func expect(_ rows: [String], as name: String) throws {
        let text = rows.map { $0 + "\n" }.joined()
        let page = try page("docs/edits.md", replacing: name, with: text)
        #expect(try page == recorded(page, at: "docs/edits.md"), "SLUICE_RECORD=1 writes the page")
    }

    private static func lines(of golden: GoldenCase) throws -> [String] {
        let path = "Tests/ManifestsTests/Golden/\(golden.name)/edits"
        return try String(contentsOf: repositoryFolder.appendingPathComponent(path), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    /// On one line of a table, and not endless.
    private static func cell(_ text: String) -> String {
        let line = text.replacing("\n", with: " ").replacing("|", with: "\\|").replacing("`", with: "'")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
