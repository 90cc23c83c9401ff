import Testing

@testable import RunbookParsing

/// What other suites need of `WorkspaceURL`.
enum WorkspaceURLProbe {
    /// The text in its normal form.
    static func normalised(_ text: String) throws -> String { try WorkspaceURL(text).text }
}

@Suite struct WorkspaceURLTests {
    struct Case: Sendable {
        var given: String
        var normal: String
    }

    @Test(arguments: [
        Case(given: "https://www.workato.com", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com/", normal: "https://www.workato.com"),
        Case(given: "HTTPS://WWW.Workato.com/api/", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com//api", normal: "https://www.workato.com"),
        Case(given: "https://x.example:8443/Gate/api", normal: "https://x.example:8443/Gate"),
        Case(given: "http://localhost:9000", normal: "http://localhost:9000"),
        Case(given: "http://127.0.0.1", normal: "http://127.0.0.1"),
        Case(given: "http://[::1]:80/", normal: "http://[::1]:80"),
    ])
    func `an address has one normal form`(_ test: Case) throws {
        #expect(try WorkspaceURL(test.given).text == test.normal)
    }

    @Test(arguments: [
        "http://www.workato.com", "http://127.0.0.1.evil.example", "http://localhost.evil.example", "http://127.1",
        "http://128.0.0.1", "https://u@x.example", "https://u:p@x.example", "https://x.example?a=b",
        "https://x.example/#a",
        "https://", "https:///api", "ftp://x.example", "x.example", "", "https://x example", "https://x.example:0",
        "https://x.example:99999", "https://x.example:", "https://ex\u{e4}mple", "https://x.example/\u{0}",
        "https://[::1",
        "https://x.example:80:90", "https://-_-", "http://localhost@evil.example",
    ])
    func `an address that could leak the token or mislead is refused`(_ text: String) {
        #expect(throws: WorkspaceURL.Fault.self) { try WorkspaceURL(text) }
    }
}
