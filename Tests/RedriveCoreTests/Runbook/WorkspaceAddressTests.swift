import RedriveCore
import Testing

@Suite struct WorkspaceAddressTests {
    struct Case: Sendable {
        var given: String
        var normal: String
    }

    @Test(arguments: [
        Case(given: "https://www.workato.com", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com/", normal: "https://www.workato.com"),
        Case(given: "HTTPS://WWW.Workato.com/api/", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com//api", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com:443", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com:00443/api", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com.", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com.:443/", normal: "https://www.workato.com"),
        Case(given: "https://www.workato.com:80", normal: "https://www.workato.com:80"),
        Case(given: "https://x.example:8443/Gate/api", normal: "https://x.example:8443/Gate"),
        Case(given: "https://x.example//Gate//v1/", normal: "https://x.example/Gate/v1"),
        Case(given: "http://localhost:09000", normal: "http://localhost:9000"),
        Case(given: "http://127.0.0.1", normal: "http://127.0.0.1"),
        Case(given: "http://[::1]:80/", normal: "http://[::1]"),
        Case(given: "http://[0:0::0:1]:8080", normal: "http://[::1]:8080"),
        Case(given: "https://[2001:DB8:0:0:1:0:0:0]", normal: "https://[2001:db8:0:0:1::]"),
        Case(given: "https://[::ffff:10.0.0.1]", normal: "https://10.0.0.1"),
    ])
    func `an address has one normal form`(_ test: Case) throws {
        #expect(try WorkspaceAddress(test.given).text == test.normal)
        #expect(try WorkspaceAddress(test.normal).text == test.normal)
    }

    @Test(arguments: [
        "http://www.workato.com", "http://127.0.0.1.evil.example", "http://localhost.evil.example", "http://127.1",
        "http://128.0.0.1", "https://u@x.example", "https://u:p@x.example", "https://x.example?a=b",
        "https://x.example/#a",
        "https://", "https:///api", "ftp://x.example", "x.example", "", "https://x example", "https://x.example:0",
        "https://x.example:99999", "https://x.example:", "https://ex\u{e4}mple", "https://x.example/\u{0}",
        "https://[::1",
        "https://x.example:80:90", "https://-_-", "http://localhost@evil.example",
        // Further spellings of an address, which nothing needs.
        "https://2130706433", "https://0x7f.0.0.1", "https://010.0.0.1", "https://1.2.3", "https://x..example",
        "https://x.example/a/../b", "https://x.example/%67ate", "https://[::ffff:1.2.3]", "https://[1::2::3]",
        "https://[1:2:3:4:5:6:7:8:9]", "https://[12345::]", "http://[::2]", "http://foo.localhost",
    ])
    func `an address that could leak the token or mislead is refused`(_ text: String) {
        #expect(throws: WorkspaceAddress.AddressError.self) { try WorkspaceAddress(text) }
    }

    @Test(arguments: [
        ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "http://127.0.0.53:08080/api"],
        ["https://www.workato.com", "https://www.workato.com:443", "HTTPS://www.workato.com./api/"],
    ])
    func `the spellings of one workspace have one key`(_ spellings: [String]) {
        #expect(Set(spellings.map(WorkspaceAddress.key)).count == 1)
    }

    @Test func `other hosts, ports and paths have other keys, and what is no address is its own`() {
        let different = [
            "https://www.workato.com", "https://app.eu.workato.com", "https://www.workato.com:8443",
            "https://www.workato.com/gate", "https://www.workato.com/Gate", "http://localhost", "http://localhost:8080",
            "nonsense",
        ]
        #expect(Set(different.map(WorkspaceAddress.key)).count == different.count)
    }
}
