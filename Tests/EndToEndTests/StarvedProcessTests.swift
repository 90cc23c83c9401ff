import Testing

/// The real binary where the system does not let it have what it needs; the thread sanitizer needs more than any of it.
@Suite(.serialized, .enabled(if: ToolProcess.isNotSanitized)) struct StarvedProcessTests {
    struct Starved: Sendable, CustomTestStringConvertible {
        var limits: String
        var says: String

        var testDescription: String { limits }
    }

    static let starved = [
        Starved(limits: "ulimit -v 200000", says: "address space"),
        Starved(limits: "ulimit -v 400000", says: "address space"),
        Starved(limits: "ulimit -d 20000", says: "memory for data and stacks"),
        Starved(limits: "ulimit -n 5", says: "files that Redrive needs"),
        Starved(limits: "ulimit -n 12", says: "files that Redrive needs"),
        Starved(limits: "ulimit -n 15", says: "files that Redrive needs"),
        Starved(limits: "ulimit -n 25", says: "files that Redrive needs"),
    ]

    @Test(arguments: starved)
    func `a process that cannot have what it needs says so at once, and does nothing`(_ example: Starved) async throws {
        let world = try await ServedWorld(jobs: 30)
        let run = try ToolProcess(["run", "runbook.yaml", "--yes"], in: world.folder, limits: example.limits)
        #expect(try await run.wait(seconds: 60) == 74, "\(run.errors)")
        #expect(run.errors.contains(example.says) && run.errors.contains("nothing was done"), "\(run.errors)")
        #expect(!run.errors.contains("a bug"), "\(run.errors)")
        #expect(try world.enqueued().isEmpty)
        #expect(!world.folder.names().contains { $0.hasSuffix(".state.jsonl") })
        let json = try ToolProcess(["run", "runbook.yaml", "--json"], in: world.folder, limits: example.limits)
        #expect(try await json.wait(seconds: 60) == 74)
        let lines = json.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix(#"{"type":"version""#) == true, "\(json.output)")
        #expect(lines.last?.hasPrefix(#"{"type":"summary","plan_id":null,"exit":74"#) == true, "\(json.output)")
    }

    @Test(arguments: ["ulimit -v 1500000", "ulimit -n 64"])
    func `a process that has a little more than that works`(_ limits: String) async throws {
        let world = try await ServedWorld(jobs: 30)
        let run = try ToolProcess(["run", "runbook.yaml", "--yes"], in: world.folder, limits: limits)
        #expect(try await run.wait() == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 30)
    }
}
