import Manifests
import Patterns
import Testing

@Suite("Markers and patterns in a file whose format is given")
struct GivenFormatTests {
    private func written(_ target: EditTarget, _ value: String, in text: String, as format: ManifestFormat) throws
        -> String
    {
        let manifest = Manifest(Array(text.utf8), file: "app.conf", format: format)
        let spots = try manifest.spots(of: [target]).joined().map { (spot: $0, value: value) }
        return String(decoding: try manifest.writing(spots), as: UTF8.self)
    }

    private let markers = EditTarget.markers(MarkerFinder(sources: ["api"]))

    @Test("A marked scalar of YAML stays a string, and one of HCL is found in its quotes")
    func marked() throws {
        let yaml = "tag: 1.4 # {\"$sluice\": \"api:tag\"}\n"
        #expect(try written(markers, "1.20", in: yaml, as: .yaml) == "tag: \"1.20\" # {\"$sluice\": \"api:tag\"}\n")
        #expect(try written(markers, "1.20", in: yaml, as: .text) == "tag: 1.20 # {\"$sluice\": \"api:tag\"}\n")
        let hcl = "tag = \"1.4\" // {\"$sluice\": \"api:tag\"}\n"
        #expect(try written(markers, "1.20", in: hcl, as: .hcl) == "tag = \"1.20\" // {\"$sluice\": \"api:tag\"}\n")
    }

    @Test("A marker behind what the format has no comment for is refused")
    func noComment() throws {
        let text = "tag: 1.4 // {\"$sluice\": \"api:tag\"}\n"
        #expect(throws: ManifestError.self) { try written(markers, "1.5", in: text, as: .yaml) }
    }

    @Test("A pattern that would make a number of a string, or break the format, is refused")
    func pattern() throws {
        let target = EditTarget.pattern(try RegexFinder("(?<tag>\\S+)$"))
        #expect(throws: ManifestError.self) { try written(target, "1.20", in: "tag: v1\n", as: .yaml) }
        #expect(throws: ManifestError.self) { try written(target, "[", in: "tag: v1\n", as: .yaml) }
        #expect(throws: ManifestError.self) { try written(target, "2", in: "{\"tag\": 1}", as: .json) }
        #expect(try written(target, "v2", in: "tag: v1\n", as: .yaml) == "tag: v2\n")
        #expect(try written(target, "1.20", in: "tag: v1\n", as: .text) == "tag: 1.20\n")
    }
}
