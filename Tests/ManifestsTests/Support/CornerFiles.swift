/// Files with every form that a scalar can stand in, by YAML 1.2.2's chapters.
enum CornerFiles {
    static let all: [(name: String, text: String)] = [
        (
            "plain scalars",
            """
            a: word
            b: two words
            c: -1
            d: http://example.com:80/x?y#z
            e: it's, "so"
            f: a - b ? c
            g: :x
            h: -x
            i: ?x
            j: x:y

            """
        ),
        ("plain over lines", "a: one\n  two\n\n  three # c\nb:\n  one\n   two\n"),
        ("plain in flow", "[one, two words, 1:2, -x, {a: b c, d: http://x}, [], {}]\n"),
        ("plain over lines in flow", "{a: one\n two, b: [three\n  four,\n five], c:\n six}\n"),
        ("left out", "a:\nb: # c\nc: {d: , e: , f: []}\ng:\n  - \n  -\n  - x\n"),
        ("left out with properties", "a: &x\nb: !!str\nc: !mine &y # c\nd:\n  - &z\n  - x\n"),
        ("explicit keys", "? a\n: one\n? b\n: - two\n  - three\n? 'c'\n:\n  four\n"),
        ("explicit keys without values", "? a\n? b\nc: x\nd: {e, ? f, g: y}\n"),
        ("complex keys", "? [a, b]\n: one\n? {c: d}\n: two\nplain: three\n"),
        ("single pairs", "[a: one, b: {c: two}, \"d\": three, ? e : four]\n"),
        ("single quoted", "a: ''\nb: 'it''s'\nc: 'x # y: z'\nd: ['a', 'b,c', '[d]']\n"),
        ("single quoted over lines", "a: 'one\n  two\n\n\n  three '\nb:\n  '\n  four\n  '\n"),
        (
            "double quoted",
            """
            a: ""
            b: "\\"x\\" \\\\ \\/ \\x41 \\u00e9 \\U0001F600"
            c: "\\t\\n\\r\\0\\a\\b\\e\\f\\v\\N\\_\\L\\P"

            """
        ),
        ("double quoted over lines", "a: \"one\n  two\\\n  three\\\n\n  \\  four\n\n\n  five\"\nb: [\"x\n y\"]\n"),
        ("json", "{\"a\":\"one\",\"b\":[1,2.5,true,null,{\"c\":\"x\"}],\"d\":{}}\n"),
        ("json over lines", "{\n  \"a\" : \"one\",\n  \"b\": [\n      \"x\"\n      ,\n      \"y\"\n    ]\n}\n"),
        ("literal", "a: |\n  one\n   two\n\n  three\nb: |-\n  four\nc: |+\n  five\n\nd: |\n\n\n  six\n"),
        ("literal by indicators", "a: |2\n    one\n  two\nb: |1-\n two\nc: |+3\n   three\nd: |-4 # c\n     four\n"),
        ("literal without content", "a: |\nb: |-\n\nc: |+\n\n\nd: >\ne: >+\n\n"),
        ("literal in a sequence", "- |\n one\n- - >-\n   two\n  - |\n    three\n- a: |\n    four\n  b: five\n"),
        ("literal below", "a:\n  |\n  one\nb:\n  &x\n  >-\n  two\nc: !!str |\n  three\n"),
        ("literal with odd lines", "a: |\n  # no comment\n  - x\n  k: v\n  --- \n  \ttab\n  end  \n# comment\nb: x\n"),
        ("literal and comments", "a: | # c\n  one\n # deeper\n# not\nb:\n  c: >- # d\n    two\n   # deeper\n  d: x\n"),
        ("literal in a flow's neighbour", "a: {b: c}\nd: |\n  one\ne: [x]\n"),
        (
            "folded",
            """
            a: >
              one
              two

              three


              four
            b: >-
              five

                six
                seven

              eight
            c: >+

              nine


            """
        ),
        ("folded by indicators", "a: >2-\n    one\n  two\n  three\nb: >1\n  \n two\n"),
        ("folded with bullets", "a: >\n  one\n   * two\n   * three\n\n  four\n"),
        ("sequences", "- one\n-   two\n-\n  three\n- - four\n  - - five\n    - six\n- a: seven\n  b:\n  - eight\n"),
        ("sequences at their key's column", "a:\n- one\n- b: two\n  c:\n  - three\nd: four\n"),
        ("wide indentation", "a:\n          b:\n           c: one\n           d:\n                    - two\n"),
        ("anchors", "a: &a one\nb: &b [*a, two]\nc: &c\n  d: three\ne: *c\nf: &g-h_1 four\n"),
        ("anchors on collections", "a: &a\n  b: one\n  c: |\n   two\nd: &d\n- three\n- |-\n three\ne: [*a, *d]\n"),
        ("aliases as keys", "a: &k b\n*k : one\nc: {*k : two}\n"),
        ("merge keys", "a: &a {b: one, c: two}\nd:\n  <<: *a\n  c: three\ne:\n  <<: [*a, {f: four}]\n  g: five\n"),
        (
            "tags",
            """
            a: !!str 1
            b: !mine one
            c: !<tag:example.com,2026:x> two
            d: ! three
            e: !!int 4
            f: !!float 1.5
            g: !!bool true
            h: !!str |
              five

            """
        ),
        ("tags on collections", "a: !!map {b: one}\nc: !!seq\n- two\nd: !mine\n  e: three\n"),
        ("tag handles", "%TAG !e! tag:example.com,2026:\n---\na: !e!x one\nb: !e!y [two]\n"),
        ("a directive", "%YAML 1.1\n---\na: yes\nb: 0o14\nc: 1_000\n"),
        ("a newer directive", "%YAML 1.2\n# c\n---\na: no\n...\n"),
        ("documents", "a: one\n---\nb: two\n...\n---\nc: |\n  three\n--- # c\nd: four\n...\n"),
        ("documents on the marker's line", "--- {a: one}\n--- &x\nb: two\n--- !!map\nc: three\n"),
        (
            "comments",
            """
            # c
            a: one # c
              # c
            b: # c
              # c
              two # c

            #c
            c: [ # c
              three, # c
              # c
              four ] # c

            """
        ),
        ("comment marks in values", "a: one#two\nb: 'x # y'\nc: [a#b, \"# c\"]\n"),
        ("quoted keys", "'a': one\n\"b c\": two\n\"d\\te\": three\n'f''g': four\n? \"h\"\n: five\n"),
        ("odd keys", "1: one\n1.5: two\ntrue: three\nnull: four\n-x: five\n?y: six\n\"\": eight\nü: nine\n"),
        (
            "long keys",
            "k" + String(repeating: "x", count: 900) + ": one\n? l" + String(repeating: "y", count: 1100) + "\n: two\n"
        ),
        ("byte order mark", "\u{FEFF}a: one\nb: |\n  two\n"),
        (
            "carriage returns",
            """
            a: one\r
            b: |\r
              two\r
              three\r
            \r
            c: >-\r
              four\r
              five\r
            d: 'six\r
            \r
              seven'\r

            """
        ),
        ("lone carriage returns", "a: one\rb: |\r  two\rc: three\r"),
        ("mixed line ends", "a: one\r\nb: |\n  two\r\n  three\n  four\r\nc: five\n"),
        ("no line end", "a: one\nb: |-\n  two"),
        ("no line end after a value left out", "a: one\nb:"),
        ("spaces at the end", "a: one   \nb: two\t\nc: |\n  three   \n   \nd: four\n   "),
        ("tabs between", "a:\tone\nb: \ttwo\t# c\nc: [\tthree,\tfour\t]\n"),
        ("wide characters", "a: größe 😀\nb: '日本語'\nc: |\n  Ünï\n  😀\nd: \"\\u65e5\" # é\ne: five\n"),
        ("deep", "a: {b: {c: [{d: [[[{e: one}]]]}]}}\nf:\n- - - - g:\n          - - h: two\n"),
        (
            "types",
            """
            a: yes
            b: ~
            c: null
            d: 0x1F
            e: 1e3
            f: .inf
            g: 12:30:45
            h: 2026-11-24
            i: 0o14
            j: 1_000
            k: .NaN
            l: =

            """
        ),
        (
            "kubernetes",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api, labels: {app.kubernetes.io/name: api}}
            spec:
              template:
                spec:
                  containers:
                  - name: api
                    image: registry.example.com/api:v1@sha256:00ff
                    args: ["--level=2", -v]
                    command:
                    - sh
                    - -c
                    - |
                      set -e
                      exec api

            """
        ),
        (
            "a workflow",
            """
            on: {push: {branches: [main]}}
            jobs:
              test:
                steps:
                - uses: a/b@v1
                - run: |
                    make
                    make test
                  env: {CI: 'true'}
                - name: >-
                    a long
                    name
                  run: echo ${{ github.ref }}

            """
        ),
    ]
}
