import HTTPTransport
import Testing

@Suite("Link header")
struct LinkHeaderTests {
    @Test(
        "finds the next page",
        arguments: [
            [#"</v2/a/tags/list?n=2&last=b>; rel="next""#], [#"</v2/a/tags/list?n=2&last=b>;rel=next"#],
            [#"</x>; rel="prev", </v2/a/tags/list?n=2&last=b>; title="a, b"; rel="last NEXT""#],
            [#"</x>; rel="first""#, #"  < /x >; rel=up,</v2/a/tags/list?n=2&last=b> ; Rel = "next""#],
            [#"</x>; title="\", </y>; rel=next"; rel=prev, </v2/a/tags/list?n=2&last=b>; rel=next"#],
        ])
    func finds(_ values: [String]) {
        #expect(LinkHeader.next(values) == "/v2/a/tags/list?n=2&last=b")
    }

    @Test(
        "finds none where there is none",
        arguments: [
            [], [""], ["</x>"], [#"</x>; rel="nextish""#], [#"</x; rel="next""#], [#"</x>; rel=prev; rel=next"#],
        ])
    func none(_ values: [String]) {
        #expect(LinkHeader.next(values) == nil)
    }
}
