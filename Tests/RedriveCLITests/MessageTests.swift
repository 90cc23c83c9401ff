import FoundationEssentials
import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

@testable import RedriveCLI

/// Messages are for people: every error says in words what is wrong, and none shows a Swift value as the debugger does.
@Suite struct MessageTests {
    /// What a Swift value, a type or a function looks like in a text.
    private static func swiftValue(in text: String) -> Substring? {
        let look =
            /\b(Redrive(Core|Engine|CLI)|WorkatoJobs|RunbookParsing|LocatedYAML|NIO[A-Za-z]*|Optional\()|[A-Za-z](Error|Fault|Failure)\b|\b[a-z]+[A-Z][A-Za-z]*\(|\b(line|fault|path|at|code): [0-9A-Za-z.]+[,)]|\b(Int|String|Array|Dictionary|Bool)\b/
        return text.firstMatch(of: look)?.output.0
    }

    @Test(arguments: [
        "PlanFileError(line: 2, fault: RedriveCore.PlanFileError.Cause.notJSON(at: 166))", "of type Int",
        "notJSON(at: 3)", "Cannot initialize OnUnknown from invalid String value x", "bind(descriptor:ptr:bytes:)",
    ]) func `a text that shows a Swift value differs from one that does not`(_ text: String) {
        let isShown = Self.swiftValue(in: text) != nil || text.contains("descriptor:")
        #expect(isShown)
        #expect(Self.swiftValue(in: "error: 'p' is not a valid plan: line 2 ends with a carriage return") == nil)
    }

    /// Every case; the compiler asks for a new one here.
    private static func name(_ error: EngineError) -> String {
        switch error {
        case .file: "file"
        case .planFile(_, let error): "planFile \(name(error.fault))"
        case .stateFile(_, let fault): "stateFile \(name(fault))"
        case .stateLocked: "stateLocked"
        case .nameTaken: "nameTaken"
        case .recipeLocked: "recipeLocked"
        case .tokensLocked: "tokensLocked"
        case .planAlreadyRun: "planAlreadyRun"
        case .olderCopy: "olderCopy"
        case .planning: "planning"
        case .cancelled: "cancelled"
        }
    }

    private static func name(_ fault: PlanFileError.Cause) -> String {
        switch fault {
        case .empty, .damaged, .lineTooLong, .notJSON, .noHeader, .newerFormat, .unknownType, .outOfPlace, .wrongValue,
            .missing, .repeatedKey, .duplicateMaster, .countsDisagree, .altered, .afterEnd, .truncated:
            String(String(describing: fault).prefix { $0 != "(" })
        }
    }

    private static func name(_ fault: JournalError) -> String {
        switch fault {
        case .notAStateFile: "notAStateFile"
        case .empty: "empty"
        case .newerFormat: "newerFormat"
        case .damaged: "damaged"
        case .cannotFollow: "cannotFollow"
        case .planCutShort: "planCutShort"
        case .plan: "plan"
        }
    }

    private static var errors: [EngineError] {
        let holder = LockHolder(host: "ops-1", pid: 12, statePath: "s.state.jsonl")
        let faults: [PlanFileError.Cause] =
            [
                .empty, .lineTooLong, .notJSON(at: 115), .noHeader, .newerFormat(2), .unknownType("jib"),
                .outOfPlace("plan"), .wrongValue(key: "step", expected: "a whole number from 1"), .missing(key: "step"),
                .repeatedKey("step"), .duplicateMaster(28904, JobID(text: "j-1")),
                .countsDisagree("jobs", said: 3, found: 2), .altered, .afterEnd, .truncated,
            ] + LineDamage.allCases.map { .damaged($0) }
        let journal: [JournalError] = [
            .notAStateFile, .empty, .newerFormat(2), .damaged(line: 3, why: "its sum is wrong"),
            .cannotFollow(line: 3, why: "chunk 4 was not sent"), .planCutShort(line: 0), .planCutShort(line: 3),
            .plan(line: 3, why: PlanFileError(line: 2, fault: .altered).message),
        ]
        let operations: [FileError.Operation] = FileError.Operation.allCases
        let planning: [PlanningError] = [
            .unauthorized(28904, server: "Unauthorized"), .recipeNotFound(28904, server: "Not found"),
            .unreachable(28904, server: "no answer"),
            .unknownJobs([JobQuery.ListedJob(recipe: 28904, job: JobID(text: "j-1"), place: "r.yaml:3")]),
        ]
        return faults.map { .planFile(path: "p", PlanFileError(line: 2, fault: $0)) }
            + journal.map { .stateFile(path: "s", $0) }
            + operations.map { .file(FileError(path: "f", operation: $0, code: 28)) } + planning.map { .planning($0) }
            + [
                .stateLocked(path: "s", by: holder), .stateLocked(path: "s", by: nil), .nameTaken(path: "s"),
                .recipeLocked(28904, by: holder), .recipeLocked(28904, by: nil),
                .tokensLocked(path: "/w", by: holder), .tokensLocked(path: "/w", by: nil),
                .planAlreadyRun(PlanRun(planID: "0123456789ab", statePath: "/s")), .cancelled,
                .olderCopy(path: "/b", lines: 7, newest: KnownState(statePath: "/s", lines: 9)),
            ]
    }

    @Test func `every error of the engine is in words`() {
        #expect(Set(Self.errors.map(Self.name)).count == 32)
        for error in Self.errors {
            let failure = ToolError(error, doing: "the plan cannot be made")
            let text = FailureText(failure, width: 200).lines.map { $0.rendered(color: false) }.joined(separator: "\n")
            #expect(Self.swiftValue(in: text) == nil, "\(text)")
            let parts = [failure.message, failure.found ?? "", failure.meaning ?? "", failure.advice ?? ""]
            #expect(parts.allSatisfy { !$0.contains("  ") && !$0.hasSuffix(" ") }, "\(text)")
        }
    }

    @Test func `every end of a run, and every reason for a job to be left out, is in words`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p"])
        let planned = try bench.plan("p")
        let session = Record.Session(number: 1, host: "a", pid: 1, version: "1")
        let endings: [RunEnding] = [.finished, .guardTripped, .interrupted, .unreachable("x"), .unauthorized("x")]
        for ending in endings {
            var state = RunState(plan: planned.plan, planID: planned.planID)
            try state.apply(.session(session), at: planned.plan.header.createdAt)
            #expect(state.endingWords == nil)
            try state.apply(.ended(.init(ending: ending)), at: planned.plan.header.createdAt)
            let words = try #require(state.endingWords).rendered(color: false)
            #expect(Self.swiftValue(in: words) == nil)
        }
        for reason in LeftOutReason.allCases { #expect(Self.swiftValue(in: reason.words) == nil) }
        for reason in DropReason.allCases { #expect(Self.swiftValue(in: reason.words) == nil) }
        for reason in Record.Held.Reason.allCases { #expect(Self.swiftValue(in: reason.words) == nil) }
    }

    // MARK: every command with every kind of file

    /// A file that is not what a command wants, or was changed by copying and editing.
    private static func files(_ bench: Bench) throws -> [String: [UInt8]] {
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p"])
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s"])
        let plan = try #require(bench.files.contents(of: "p"))
        let state = try #require(bench.files.contents(of: "s"))
        var files: [String: [UInt8]] = [
            "runbook": Array(Scenarios.runbook.utf8), "scenario": Array(Scenarios.outage.utf8), "empty": [],
            "bytes": (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 31) }, "words": Array("Dear diary\n".utf8),
        ]
        for (name, bytes) in [("plan", plan), ("state", state)] {
            files[name] = bytes
            files["\(name) with carriage returns"] = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
            files["\(name) with a byte order mark"] = [0xEF, 0xBB, 0xBF] + bytes
            files["\(name) in UTF-16"] = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
            files["\(name) with a blank line"] = Array(bytes.split(separator: 0x0A).joined(separator: [0x0A, 0x0A]))
            files["\(name) altered"] = Array(
                String(decoding: bytes, as: UTF8.self).replacing("28904", with: "28905").utf8
            )
            files["\(name) with another type"] = Array(
                String(decoding: bytes, as: UTF8.self).replacing("\"oldest_first\"", with: "7").utf8
            )
            files["\(name) with another value"] = Array(
                String(decoding: bytes, as: UTF8.self).replacing("\"oldest_first\"", with: "\"by_size\"").utf8
            )
            for length in [1, 40, 500, bytes.count / 3, bytes.count - 10] {
                files["\(name) cut after \(length)"] = Array(bytes.prefix(length))
            }
        }
        return files
    }

    static let commands = [
        ["show", "FILE"], ["diff", "p", "FILE"], ["diff", "FILE", "p"], ["run", "FILE", "--dry-run"],
        ["run", "FILE", "--yes", "--approve", "0123456789ab"], ["resume", "FILE"], ["resume", "FILE", "--dry-run"],
        ["status", "FILE"], ["validate", "FILE"], ["plan", "FILE"], ["plan", "crm.yaml", "--simulate", "FILE"],
        ["plan", "crm.yaml", "--inputs", "FILE"],
    ]

    @Test(arguments: commands) func `whatever file a command is given, what it says is in words`(
        _ command: [String]
    ) throws {
        let bench = try Bench()
        for (name, bytes) in try Self.files(bench).sorted(by: { $0.key < $1.key }) {
            bench.files.put(bytes, at: "f")
            let result = try bench.run(command.map { $0 == "FILE" ? "f" : $0 })
            let text = result.output + result.error
            #expect(Self.swiftValue(in: text) == nil, "\(command) with \(name): \(text)")
            #expect(![.bug, .unreachable].contains(result.status), "\(command) with \(name): \(text)")
            for path in bench.files.paths where path.hasSuffix(".jsonl") { try bench.files.remove(path) }
        }
    }

    /// A file, and what has to be said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var file: String
        var says: [String]

        var testDescription: String { "\(arguments.joined(separator: " ")), \(file)" }
    }

    static let cases = [
        Case(
            arguments: ["show"],
            file: "plan with carriage returns",
            says: ["'f' is not a valid plan: line 1 ends with a carriage return", "Windows line ends", "copy the file"]
        ),
        Case(
            arguments: ["diff", "p"],
            file: "plan with a byte order mark",
            says: ["line 1 begins with a byte order mark", "byte for byte"]
        ),
        Case(arguments: ["show"], file: "plan in UTF-16", says: ["line 1 is UTF-16"]),
        Case(arguments: ["show"], file: "plan with a blank line", says: ["line 2 is blank"]),
        Case(
            arguments: ["run", "--approve", "0123456789ab"],
            file: "plan altered",
            says: ["the plan was altered", "a plan cannot be edited", "used whole and unaltered, or not at all"]
        ),
        Case(arguments: ["show"], file: "plan with another type", says: ["'steps.0.order': it must be text"]),
        Case(
            arguments: ["show"],
            file: "plan with another value",
            says: ["'steps.0.order': it must be a value that this version of Redrive knows"]
        ),
        Case(arguments: ["show"], file: "plan cut after 500", says: ["it was cut off", "copy the file again"]),
        Case(arguments: ["show"], file: "state cut after 500", says: ["line 1, inside its plan", "incomplete copy"]),
        Case(arguments: ["show"], file: "empty", says: ["the file is empty"]),
        Case(
            arguments: ["show"],
            file: "runbook",
            says: ["'f' is a runbook, not a plan or the state file of a run", "    redrive plan f\n"]
        ),
        Case(arguments: ["diff", "p"], file: "scenario", says: ["'f' is a scenario, not a plan", "--simulate f"]),
        Case(arguments: ["status"], file: "plan", says: ["'f' is a plan, not the state file", "redrive show f"]),
        Case(arguments: ["resume"], file: "runbook", says: ["'f' is a runbook, not the state file of a run"]),
        Case(
            arguments: ["plan"],
            file: "scenario",
            says: ["'f' is a scenario, not a runbook", "RUNBOOK --simulate f"]
        ),
        Case(arguments: ["validate"], file: "plan", says: ["'f' is a plan, not a runbook", "redrive show f"]),
        Case(arguments: ["plan"], file: "state", says: ["'f' is the state file of a run, not a runbook", "status f"]),
        Case(
            arguments: ["plan", "crm.yaml", "--simulate"],
            file: "runbook",
            says: ["'f' is a runbook, not a scenario"]
        ),
    ]

    @Test(arguments: cases) func `what is wrong with a file is reported with what to do`(_ test: Case) throws {
        let bench = try Bench()
        bench.files.put(try #require(Self.files(bench)[test.file]), at: "f")
        let result = try bench.run(test.arguments + ["f"])
        #expect(result.status == .invalidData)
        for words in test.says { #expect(result.error.contains(words), "\(result.error)") }
    }

    @Test func `diff takes the state file of a run in place of its plan`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s"])
        _ = try bench.run(["plan", "crm.yaml", "-o", "p"])
        let result = try bench.run(["diff", "s", "p"])
        #expect(result.status == .done)
        #expect(result.output.contains("- 35 jobs removed: only the first plan would repeat them"))
    }
}
