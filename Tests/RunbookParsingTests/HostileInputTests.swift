import RedriveTestSupport
import LocatedYAML
import RunbookParsing
import Testing

@Suite struct HostileInputTests {
    private func parse(_ bytes: [UInt8]) -> [Diagnostic] {
        let context = RunbookContext(
            now: now,
            settings: [
                .init(flag: "--set since=…", name: "since", value: "\u{1b}[31m"), .init(flag: "-", name: "", value: ""),
            ],
            inputsFile: SourceFile(name: "inputs.yaml", bytes: bytes)
        ) { _ in .success(bytes) }
        let (runbook, diagnostics) = RunbookParser.parse(
            file: SourceFile(name: "a.yaml", bytes: bytes),
            context: context
        )
        #expect((runbook == nil) == diagnostics.contains { $0.severity == .error })
        return diagnostics
    }

    @Test func `a damaged runbook has an error, whatever was damaged`() throws {
        let whole = try Repository.bytes("examples/everything.yaml")
        let alphabet = Array("{}[]:,-#&*!|>'\"%@`$~\\ \t\n\0\u{1b}é0a".utf8)
        var random = Chance(seed: 20_261_123)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...60, using: &random)))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 80)], at: at)
                }
            }
            _ = rendered(parse(bytes))
        }
    }

    @Test func `bombs are refused in little time`() {
        let levels = Array("bcdefghijklm")
        let aliases = zip(Array("a") + levels, levels).reduce("a: &a [x]\n") { text, level in
            text + "\(level.1): &\(level.1) [\(Array(repeating: "*\(level.0)", count: 9).joined(separator: ","))]\n"
        }
        let bombs = [
            aliases, String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
            "redrive: 1\nname: x\nsteps: " + String(repeating: "- ", count: 50_000),
            String(repeating: "a", count: 5_000_000),
            runbook(selection: "{ recipes: \(String(repeating: "9", count: 100_000)) }"),
            runbook(selection: "{ recipes: 1, since: \(String(repeating: "1d", count: 100_000)) ago }"),
            runbook("timezone: \"+\(String(repeating: "0", count: 100_000))\""),
            runbook("workspace: { url: \"https://\(String(repeating: "a.", count: 100_000))\" }"),
        ]
        let clock = ContinuousClock()
        for bomb in bombs {
            var diagnostics: [Diagnostic] = []
            let elapsed = clock.measure { diagnostics = parse(Array(bomb.utf8)) }
            #expect(!diagnostics.isEmpty)
            #expect(elapsed < .seconds(20))
        }
    }

    @Test func `nothing of a file reaches the terminal unescaped`() {
        let text = runbook(selection: "{ recipes: 1, since: \"\\e[31mred\\e]0;title\\a\", \"\\e[2Jkey\": 1 }")
        #expect(!complaints(text).unicodeScalars.contains("\u{1b}"))
        #expect(complaints(text).contains("'since' must be a time such as"))
    }
}
