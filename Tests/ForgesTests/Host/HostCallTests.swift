import Testing

@testable import Forges

@Suite("A call to a host")
struct HostCallTests {
    @Test("encodes every step and argument by itself")
    func target() {
        let call = HostCall(
            "GET", ["projects", "a/b c", "branches", "sluice/ä?#%"], query: [("head", "a:b/c"), ("q", "x&y=z +")],
            for: "x")
        #expect(
            call.target == "/projects/a%2Fb%20c/branches/sluice%2F%C3%A4%3F%23%25?head=a%3Ab%2Fc&q=x%26y%3Dz%20%2B")
        #expect(HostCall("GET", ["version"], for: "x").target == "/version")
    }

    @Test("bodies leave out what has no value")
    func body() {
        #expect(
            JSONBody.of(["a": "x", "b": .optional(nil), "c": .texts(["b", "a"])])
                == .object(["a": "x", "c": .list(["a", "b"])]))
    }
}
