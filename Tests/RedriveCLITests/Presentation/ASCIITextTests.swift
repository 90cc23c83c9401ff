@testable import RedriveCLI
import Testing

@Suite struct ASCIITextTests {
    @Test(
        arguments: [
            (["LANG": "C"], false), (["LANG": "C.UTF-8"], true), (["LANG": "de_DE.utf8"], true), ([:], true),
            (["LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"], false), (["LANG": "C", "LC_CTYPE": "en_US.UTF-8"], true),
            (["LC_ALL": "", "LANG": "de_DE.ISO-8859-1"], false),
        ] as [([String: String], Bool)]
    )
    func `the first variable that is set decides`(variables: [String: String], isUnicode: Bool) {
        #expect(TerminalVariables(variables).isUnicode == isUnicode)
    }

    @Test func `signs of Redrive get a similar one of one column, other letters their number`() {
        #expect(ASCIIText.of("a · b…") == "a | b~")
        #expect(ASCIIText.of("▁▂▃▄▅▆▇█") == "__.-=+*#")
        #expect(ASCIIText.of("größer 漢") == "gr\\u{f6}\\u{df}er \\u{6f22}")
        #expect(ASCIIText.of("plain") == "plain")
    }

    @Test func `nothing but ASCII is written where the locale has nothing else, but events are UTF-8`() throws {
        let bench = try Bench(Scenarios.outage.replacing("read timed out", with: "Zeitüberschreitung"))
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let variables = ["WORKATO_API_TOKEN": Bench.token, "LC_ALL": "C"]
        for terminal in [Bench.TerminalKind.none, .person(width: 160, height: 45)] {
            let result = try bench.run(["plan", "crm.yaml", "-o", "-"], terminal: terminal, variables: variables)
            #expect(result.error.utf8.allSatisfy { $0 < 0x80 }, "\(result.error)")
            #expect(result.error.contains("netsuite | Timeout | Zeit\\u{fc}berschreitung"))
        }
        let events = try bench.run(["plan", "crm.yaml", "--json"], variables: variables)
        #expect(events.output.contains("Zeitüberschreitung"))
    }
}
