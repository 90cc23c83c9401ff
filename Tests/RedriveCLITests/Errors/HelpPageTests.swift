import FoundationEssentials
import LocatedYAML
import RedriveCore
import RedriveEngine
import Testing
import WorkatoJobs

@testable import RedriveCLI

/// Each error names the page that explains it, and each of those pages exists.
@Suite struct HelpPageTests {
    private static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(path)")), as: UTF8.self)
    }

    /// The anchors of a page, as GitHub makes them of headings: lower case, without punctuation, dashes for spaces.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
                return String(
                    String.UnicodeScalarView(
                        title.unicodeScalars.compactMap { scalar in
                            if scalar == " " { return "-" }
                            return scalar.properties.isAlphabetic || scalar == "-" || scalar == "_"
                                || ("0"..."9").contains(scalar) ? scalar : nil
                        }
                    )
                )
            }
        )
    }

    @Test(arguments: HelpPage.allCases) func `each page and its anchor exist`(_ page: HelpPage) throws {
        let parts = page.rawValue.split(separator: "#").map(String.init)
        let anchors = Self.anchors(of: try Self.text(parts[0]))
        if parts.count > 1 { #expect(anchors.contains(parts[1]), "\(page.rawValue): \(anchors.sorted())") }
    }

    @Test func `an anchor that no heading has is not found`() {
        #expect(Self.anchors(of: "# The `--json` form, 2\n## `plan`, line 1") == ["the---json-form-2", "plan-line-1"])
    }

    @Test(arguments: RedriveCLI.ExitStatus.allCases) func `an error shows its page last, in text and in events`(
        _ status: RedriveCLI.ExitStatus
    ) {
        var error = ToolError(status, "it does not work", advice: "do this:", commands: ["redrive help"])
        let lines = FailureText(error, width: 80).lines.map { $0.rendered(color: false) }
        #expect(lines.last == "  see \(error.page.rawValue)")
        #expect(JSONObject(error).last == JSONMember(.see, .string(error.page.rawValue)))
        error.page = .network
        #expect(FailureText(error, width: 80).lines.last == Line("  see docs/failures.md#the-network", .dim))
    }

    /// One error of each case; `HelpPage.init` has a switch without a default, so a new case asks for a page.
    private static let engineErrors: [(EngineError, HelpPage)] = [
        (.file(FileError(path: "a", operation: .read, code: 5)), .machine),
        (.planFile(path: "a", PlanFileError(line: 1, fault: .altered)), .plan),
        (.stateFile(path: "a", .empty), .state), (.stateLocked(path: "a", by: nil), .machine),
        (.nameTaken(path: "a"), .machine), (.recipeLocked(1, by: nil), .machine),
        (.tokensLocked(path: "a", by: nil), .machine),
        (.planAlreadyRun(PlanRun(planID: "a", statePath: "b")), .machine), (.cancelled, .machine),
        (.planning(.unauthorized(1, server: "a")), .rights), (.planning(.recipeNotFound(1, server: "a")), .rights),
        (.planning(.unreachable(1, server: "a")), .network), (.planning(.unknownJobs([])), .runbook),
        (.planning(.tooManyRows(1)), .largeLists),
        (.planning(.recipes(.unauthorized(.recipes, server: "a"))), .rights),
        (.planning(.recipes(.unreachable(.folders, server: "a"))), .network),
        (.planning(.recipes(.unproven("a"))), .recipeQuery),
    ]

    @Test func `an error of the engine has the page about it`() {
        for (error, page) in Self.engineErrors { #expect(ToolError(error, doing: "x").page == page, "\(error)") }
    }

    @Test(arguments: [
        (["validate", "bad.yaml"], "see docs/runbook.md"), (["run", "bad.yaml", "--yes"], "see docs/runbook.md"),
        (["plan", "crm.yaml", "--simulate", "bad.yaml"], "see docs/runbook.md"),
        (["plan", "gone.yaml"], "see docs/failures.md#the-machine-and-the-process"),
        (["show", "bad.yaml"], "see docs/runbook.md"), (["stauts"], "see docs/commands.md"),
    ])
    func `a command that fails ends with the page`(_ command: [String], _ words: String) throws {
        let bench = try Bench()
        bench.put("redrive: 1\nname: x\nsteps: 7\n", at: "bad.yaml")
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let result = try bench.run(command)
        #expect(result.status != .done)
        #expect(result.error.contains(words), "\(result.error)")
        let json = try bench.run(command + ["--json"])
        #expect(json.output.contains(#""see":"\#(words.dropFirst(4))"#), "\(json.output)")
    }
}
