import TestServers
import Testing

@testable import MergeRequestTexts

@Suite("docs/merge-requests.md")
struct DocumentationTests {
    @Test("The page lists all that a template can stand for")
    func names() throws {
        var text = "| in both | stands for |\n| --- | --- |\n" + rows(TemplateNames.values)
        text += "\n| in a body | stands for |\n| --- | --- |\n" + rows(TemplateNames.parts)
        for (list, fields) in TemplateNames.lists {
            text += "\n| in `{{#\(list.name)}}` | \(list.meaning) |\n| --- | --- |\n" + rows(fields)
        }
        let path = "docs/merge-requests.md"
        let page = try page(path, replacing: "template", with: text)
        #expect(try page == recorded(page, at: path), "SLUICE_RECORD=1 writes the page")
    }

    private func rows(_ entries: [TemplateNames.Entry]) -> String {
        entries.map { "| `\($0.name)` | \($0.meaning) |\n" }.joined()
    }
}
