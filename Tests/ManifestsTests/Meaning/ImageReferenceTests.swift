import Testing

@testable import Manifests

struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "Takes a reference apart, and brings its name into full form",
        arguments: [
            ("nginx", "docker.io/library/nginx", nil, false),
            ("nginx:1.27", "docker.io/library/nginx", "1.27", false),
            ("bitnami/nginx:1", "docker.io/bitnami/nginx", "1", false),
            ("docker.io/nginx", "docker.io/library/nginx", nil, false),
            ("index.docker.io/library/nginx", "docker.io/library/nginx", nil, false),
            ("localhost/nginx", "localhost/nginx", nil, false),
            ("localhost:5000/nginx:1", "localhost:5000/nginx", "1", false),
            ("registry.example.com/a/b", "registry.example.com/a/b", nil, false),
            ("registry.example.com:5000/a/b:v1", "registry.example.com:5000/a/b", "v1", false),
            ("Registry.Example.com/a", "registry.example.com/a", nil, false),
            ("registry-1.docker.io/nginx", "docker.io/library/nginx", nil, false),
            ("[::1]:5000/a:v1", "[::1]:5000/a", "v1", false),
            ("127.0.0.1/a", "127.0.0.1/a", nil, false),
            ("nginx@\(digest)", "docker.io/library/nginx", nil, true),
            ("a.b:1/c:_T-1.2@\(digest)", "a.b:1/c", "_T-1.2", true),
            ("a/b__c/d---e/f.g:x", "docker.io/a/b__c/d---e/f.g", "x", false),
        ] as [(String, String, String?, Bool)])
    func parses(text: String, name: String, tag: String?, hasDigest: Bool) throws {
        let reference = try #require(ImageReference(text))
        #expect(reference.name.description == name)
        #expect(reference.tag == tag)
        #expect((reference.digest != nil) == hasDigest)
        #expect(reference.description == text)
        #expect(ImageName(name) == reference.name, "the full form is the name's own")
    }

    @Test(
        "Refuses what is no reference",
        arguments: [
            "", ":1", "Registry/a", "nginx:", "nginx:-1", "NGINX", "a/B", "a//b", "/a", "a/", "a.", "a..b", "a___b",
            "a._b", "-a",
            "a-", "registry.example.com:x/a", "registry.example.com:/a", "registry.example.com:0/a",
            "registry.example.com:65536/a", "-a.example.com/a", "a b", "a:1 ", "größe",
            "nginx@", "nginx@sha256:abc", "nginx@sha256:" + String(repeating: "A", count: 64), "nginx@\(digest)0",
            "[::1/a", "[]/a", "[x]/a", "https://registry.example.com/a", "nginx:1:2", "nginx@\(digest)@\(digest)",
            "nginx:" + String(repeating: "a", count: 129), String(repeating: "a", count: 256), "${A}", "{{ a }}",
        ])
    func refuses(text: String) {
        #expect(ImageReference(text) == nil)
    }

    @Test(
        "Knows the name before a variable",
        arguments: [
            ("registry.example.com/a:${TAG}", "registry.example.com/a"), ("nginx:1-$X", "docker.io/library/nginx"),
            ("nginx@{{ .digest }}", "docker.io/library/nginx"), ("nginx:1@sha256:$D", "docker.io/library/nginx"),
            ("${REGISTRY}/a", ""), ("a/$(b):1", ""),
        ])
    func variables(text: String, name: String) throws {
        let found = try #require(ImageReference.nameBeforeVariable(in: text))
        #expect(found?.description ?? "" == name)
        #expect(ImageReference.nameBeforeVariable(in: "nginx:1") == nil)
    }
}
