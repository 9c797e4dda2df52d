import Testing

@testable import Manifests

/// Cases in the manner of the specification's own.
struct HCLParserTests {
    /// The tree on one line: `a = "x"` is `a:quoted`, a block `b "c" { }` is `b c{}`.
    private func shape(_ text: String) throws -> String {
        try Array(text.utf8).withUnsafeBufferPointer { buffer in
            let tree = try HCLParser.parse(HCLSource(buffer, file: "f.hcl"), limits: .manifest)
            return Self.shape(of: 0, in: tree)
        }
    }

    private static func shape(of index: Int, in tree: HCLTree) -> String {
        let children = tree.children(of: index)
        switch tree[index].kind {
        case .body, .object: return "{" + children.map { shape(of: $0, in: tree) }.joined(separator: " ") + "}"
        case .tuple: return "[" + children.map { shape(of: $0, in: tree) }.joined(separator: " ") + "]"
        case .attribute, .pair:
            return (tree.text(of: children[0]) ?? "?") + ":" + shape(of: children[1], in: tree)
        case .block:
            return children.dropLast().map { tree.text(of: $0) ?? "?" }.joined(separator: " ")
                + shape(of: children[children.count - 1], in: tree)
        case .expression, .identifier: return "(" + tree.source.text(tree[index].range) + ")"
        default: return "\(tree[index].kind)"
        }
    }

    @Test(
        "Bodies, attributes and blocks",
        arguments: [
            ("", "{}"), ("\n\n", "{}"), ("# c", "{}"), ("// c\n", "{}"), ("/*\n c\n*/", "{}"),
            ("a = 1", "{a:number}"), ("a = 1\n\nb=\"x\"\r\n", "{a:number b:quoted}"), ("a {}", "{a{}}"),
            ("a {\n\n}\n", "{a{}}"), ("a { b = \"c\" }", "{a{b:quoted}}"), ("a b \"c\" {\n}\n", "{a b c{}}"),
            ("a { # c\n b {} // d\n}", "{a{b{}}}"), ("a-b_1 = 1", "{a-b_1:number}"), ("größe = 1", "{größe:number}"),
            ("a = 1 # c\nb = 2 /* d\n */ \n", "{a:number b:number}"), ("null = null", "{null:null}"),
            ("a = /*\n*/ 1", "{a:number}"),
        ])
    func structure(text: String, shape: String) throws {
        #expect(try self.shape(text) == shape)
    }

    @Test(
        "Expressions, of which only literals and collections of them are taken apart",
        arguments: [
            ("1", "number"), ("1.5e-3", "number"), ("-1", "number"), ("- 1", "(- 1)"), ("--1", "(--1)"),
            ("true", "boolean"), ("null", "null"), ("\"a\"", "quoted"), ("\"${a}\"", "(\"${a}\")"),
            ("\"$${a}\"", "quoted"), ("\"$$${a}\"", "quoted"), ("\"$$ ${\"}\"}\"", "(\"$$ ${\"}\"}\")"),
            ("\"%{if a}b%{endif}\"", "(\"%{if a}b%{endif}\")"), ("\"${~ a ~}\"", "(\"${~ a ~}\")"),
            ("\"${{a = \"}\"}[\"a\"]}\"", "(\"${{a = \"}\"}[\"a\"]}\")"), ("\"$\"", "quoted"), ("\"%\"", "quoted"),
            ("[]", "[]"), ("[1,]", "[number]"), ("[\n1\n,\n2\n]", "[number number]"), ("{}", "{}"),
            ("{a=1}", "{a:number}"), ("{\na : 1,\n\"b\" = 2\n\n3 = 4\n}", "{a:number b:number 3:number}"),
            ("{(a) = 1, b.c = 2}", "{?:number ?:number}"), ("{true = 1, if = 2}", "{true:number if:number}"),
            ("[for a in b : a]", "([for a in b : a])"),
            ("{for a, b in c : a => b... if d}", "({for a, b in c : a => b... if d})"),
            ("{\nfor a in b :\na\n=>\n1\n}", "({\nfor a in b :\na\n=>\n1\n})"),
            ("a", "(a)"), ("a.b.0.c[*].d[\"e\"].*.f", "(a.b.0.c[*].d[\"e\"].*.f)"), ("f()", "(f())"),
            ("f(1, [2]...)", "(f(1, [2]...))"), ("p::q::f(\n1,\n)", "(p::q::f(\n1,\n))"), ("(1)", "((1))"),
            ("(\n1\n+ 2\n)", "((\n1\n+ 2\n))"), ("!a && -b >= 1 % 2", "(!a && -b >= 1 % 2)"),
            ("a ? [1] : {b = 2}", "(a ? [1] : {b = 2})"), ("[1][0]", "([1][0])"), ("{a = 1}.a", "({a = 1}.a)"),
            ("[[{a = [f(x), 1]}]]", "[[{a:[(f(x)) number]}]]"), ("1 == 1", "(1 == 1)"),
            ("<<A\nA\n", "heredoc"), ("<<-A\n  $${b}\n  A\n", "heredoc"), ("<<A\n${b}\nA\n", "(<<A\n${b}\nA)"),
            ("<<A\nA b\n b A\nA\n", "heredoc"), ("[<<A\nx\nA\n, 1]", "[heredoc number]"),
            ("<<A\r\nx\r\nA\r\n", "heredoc"), ("<<A\n${f(<<B\n}\nB\n)}\nA\n", "(<<A\n${f(<<B\n}\nB\n)}\nA)"),
        ])
    func expressions(text: String, shape: String) throws {
        #expect(try self.shape("a = \(text)") == "{a:\(shape)}")
    }

    @Test(
        "Refuses what Terraform refuses, and says where",
        arguments: [
            ("a", 1, 2), ("a = ", 1, 5), ("a = 1 2", 1, 7), ("a = 1, b = 2", 1, 6), ("a = 1.2.3", 1, 5),
            ("a = 1e5e5", 1, 5), ("a = 1e1.5", 1, 5), ("a = 1.", 1, 7), ("1 = a", 1, 1), ("a {", 1, 4),
            ("a {\n", 2, 1), ("a { b = 1\n}", 1, 10), ("a {\n b = 1 }", 2, 8), ("a { b {} }", 1, 7),
            ("a { b = 1, c = 2 }", 1, 10), ("a {} b {}", 1, 6), ("a \"${b}\" {}", 1, 3), ("a \"b\"\n{}", 1, 6),
            ("a = [1 2]", 1, 8), ("a = [1", 1, 7), ("a = [,]", 1, 6), ("a = {b}", 1, 7), ("a = {b = 1 c = 2}", 1, 12),
            ("a = {b = 1,, c = 2}", 1, 12), ("a = {for = 1}", 1, 10), ("a = [for, b]", 1, 9), ("a = f(1", 1, 8),
            ("a = (1", 1, 7), ("a = p::f", 1, 9), ("a = b ? 1", 1, 10), ("a = \"b", 1, 5), ("a = \"b\nc\"", 1, 7),
            ("a = \"\\x\"", 1, 6), ("a = \"\\u12\"", 1, 6), ("a = \"\\ud800\"", 1, 6), ("a = \"${b\"", 1, 9),
            ("a = \"${b", 1, 6), ("a = <<A\nb", 1, 5), ("a = <<A\nb\nA", 1, 5), ("a = << A\nA\n", 1, 5),
            ("a = 'b'", 1, 5), ("a = b & c", 1, 7), ("/* a", 1, 1), ("a = 1 ~ 2", 1, 7), ("a\r= 1", 1, 2),
            ("a = 1\n+ 2", 2, 1), ("}", 1, 1), ("a = }", 1, 5), ("a.b = 1", 1, 2),
        ])
    func refuses(text: String, line: Int, column: Int) {
        #expect {
            _ = try shape(text)
        } throws: {
            guard let error = $0 as? ManifestError, case .invalidHCL = error.problem else { return false }
            #expect(error.position?.description == "\(line):\(column)", "\(error)")
            return true
        }
    }

    @Test("Keeps to its limits")
    func limits() {
        func problem(_ text: String, _ limits: ParseLimits) -> ManifestProblem? {
            Array(text.utf8).withUnsafeBufferPointer { buffer in
                do throws(ManifestError) {
                    _ = try HCLParser.parse(HCLSource(buffer, file: "f.hcl"), limits: limits)
                    return nil
                } catch { return error.problem }
            }
        }
        #expect(problem("a = 1", ParseLimits(maximumBytes: 5)) == nil)
        #expect(problem("a = 12", ParseLimits(maximumBytes: 5)) == .tooLarge(bytes: 6, limit: 5))
        #expect(problem("a = 1", ParseLimits(maximumNodes: 4)) == nil)
        #expect(problem("a = [1]", ParseLimits(maximumNodes: 4)) == .tooManyNodes(limit: 4))
        let openings = ["[", "{a=", "(", "f(", "\"${", "a[", "1?", "{for a in "]
        for opening in openings {
            let text = "a = " + String(repeating: opening, count: 100_000)
            #expect(problem(text, ParseLimits()) == .tooDeep(limit: 64), "\(opening)")
        }
        #expect(problem(String(repeating: "a {\n", count: 100_000), ParseLimits()) == .tooDeep(limit: 64))
        #expect(problem("a = " + String(repeating: "-", count: 100_000) + "1", ParseLimits()) == nil)
    }
}
