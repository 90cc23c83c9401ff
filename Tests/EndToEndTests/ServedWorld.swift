import Glibc
import Testing

/// A simulated workspace that a process of the real binary serves, and a runbook for it.
final class ServedWorld {
    /// A repeat that really happened.
    struct Enqueued: Hashable {
        var master: String
        var recipe = 0
        var byClient: Bool
    }

    let folder: TemporaryFolder
    let url: String
    private let process: ToolProcess

    /// The port on 127.0.0.1 that it is served on.
    var port: UInt16 { UInt16(url.split(separator: ":").last ?? "") ?? 0 }

    /// Serves so many failed jobs of each recipe, of one by default; a run takes a second for each 25 of a recipe.
    ///
    /// - Parameters:
    ///   - more: top-level keys of the scenario.
    ///   - recipeKeys: further keys of recipes in the scenario, by recipe.
    ///   - keys: keys of the runbook's only step.
    init(
        jobs: Int,
        recipes: [Int] = [100],
        more: String = "",
        recipeKeys: [Int: String] = [:],
        workspace: String = "",
        keys: String = ""
    ) async throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            scenario: 1
            name: test
            retention: off
            latency: 20ms
            repeats: { succeed: 1, after: 500ms-1s }
            \(more)
            recipes:
            \(recipes.map { Self.recipe($0, jobs: jobs, recipeKeys[$0] ?? "") }.joined(separator: "\n"))
            """,
            to: "scenario.yaml"
        )
        let server = try ToolProcess(["simulate", "scenario.yaml"], in: folder)
        process = server
        func address() -> String? {
            let text = server.output + server.errors
            guard let begin = text.firstRange(of: "http://127.0.0.1:") else { return nil }
            return "http://127.0.0.1:" + text[begin.upperBound...].prefix { $0.isNumber }
        }
        try await ToolProcess.until("the simulated workspace is served") { address() != nil }
        url = try #require(address())
        try writeRunbook(url: url, recipes: recipes, workspace: workspace, keys: keys)
    }

    private static func recipe(_ id: Int, jobs: Int, _ keys: String) -> String {
        let window = "[2026-11-20T08:00:00Z, 2026-11-20T10:00:00Z]"
        return "  - { id: \(id), failed: { count: \(jobs), between: \(window), duration: 1s-2s } \(keys) }"
    }

    /// Writes the runbook anew, for another address of this workspace.
    func writeRunbook(url: String, recipes: [Int] = [100], workspace: String = "", keys: String = "") throws {
        try folder.write(
            """
            redrive: 1
            name: test
            max_jobs: 5000
            workspace:
              url: \(url)
              token: { env: REDRIVE_TEST_TOKEN }
              server_timeout: 2s
              settle: 1s
            \(workspace)
            steps:
              - repeat_jobs: { recipes: \(recipes), since: 2026-11-20T08:00:00Z }
            \(keys)
            """,
            to: "runbook.yaml"
        )
    }

    /// Starts a command in the world's folder.
    func start(
        _ arguments: String...,
        terminal: PseudoTerminal? = nil,
        output: Int32? = nil,
        error: Int32? = nil,
        poolThreads: Int? = nil,
        largestFile: Int? = nil,
        openFiles: Int? = nil,
        limits: String = "",
        streams: String = ""
    ) throws -> ToolProcess {
        try ToolProcess(
            arguments,
            in: folder,
            terminal: terminal?.descriptor,
            output: output,
            error: error,
            poolThreads: poolThreads,
            largestFile: largestFile,
            openFiles: openFiles,
            limits: limits,
            streams: streams
        )
    }

    /// The name of the only state file.
    func stateFile() throws -> String {
        try #require(folder.names().first { $0.hasSuffix(".state.jsonl") })
    }

    /// Waits until the state file holds so many records of a type.
    func untilRecorded(_ count: Int, _ type: String) async throws {
        try await ToolProcess.until("\(count) records \(type)") {
            let name = folder.names().first { $0.hasSuffix(".state.jsonl") }
            return name.map { folder.text(of: $0).ranges(of: "\"type\":\"\(type)\"").count >= count } ?? false
        }
    }

    /// The ledger: every repeat that really happened.
    func enqueued() throws -> [Enqueued] {
        try ledgerLines().filter { $0.contains("\"type\":\"enqueued\"") }.map { line in
            let master = try #require(line.firstRange(of: "\"master\":\"")).upperBound
            let id = String(line[master...].prefix { $0 != "\"" })
            let recipe = line.firstRange(of: "\"recipe\":").map { line[$0.upperBound...].prefix { $0.isNumber } } ?? ""
            return Enqueued(master: id, recipe: Int(recipe) ?? 0, byClient: line.contains("\"by\":\"client\""))
        }
    }

    /// The most repeats of a recipe that ran at the same time.
    func mostRunning(_ recipe: Int) throws -> Int {
        var (running, most) = (0, 0)
        for line in try ledgerLines() where line.contains("\"recipe\":\(recipe)") {
            if line.contains("\"type\":\"enqueued\"") { running += 1 }
            if line.contains("\"type\":\"ended\"") { running -= 1 }
            most = max(most, running)
        }
        return most
    }

    /// Requests that came sooner than the limits allow, by 100 ms and more.
    ///
    /// On a busy machine two requests that are sent a second apart can be received a little closer: latency is not
    /// steady there. What is exact about pacing is tested in virtual time.
    func violations() throws -> [String] {
        try ledgerLines().filter { line in
            guard line.contains("\"type\":\"violation\"") else { return false }
            let begin = try #require(line.firstRange(of: "\"early_ms\":")).upperBound
            return try #require(Int(line[begin...].prefix { $0.isNumber })) >= 100
        }
    }

    /// How many requests of a kind arrived: `repeat`, `list`.
    func requests(_ kind: String) throws -> Int {
        try ledgerLines().count { $0.contains("\"type\":\"request\"") && $0.contains("\"kind\":\"\(kind)\"") }
    }

    /// How many requests have used the window of `limits.other`: lists, and who the token belongs to.
    func windowReads() throws -> Int { try requests("list") + requests("me") }

    /// Expects that each of so many planned jobs was repeated, once, and by the client.
    func expectOneRepeat(
        ofEach jobs: Int,
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        let enqueued = try enqueued()
        #expect(enqueued.count == jobs, sourceLocation: place)
        #expect(Set(enqueued.map(\.master)).count == jobs, sourceLocation: place)
        #expect(!enqueued.contains { !$0.byClient }, sourceLocation: place)
    }

    /// Resumes the run until it is over: once, and once more with a person's word where jobs are held.
    ///
    /// - Returns: the exit status of each process.
    func resumeToTheEnd(_ place: SourceLocation = #_sourceLocation) async throws -> [Int32] {
        let state = try stateFile()
        let resumed = try start("resume", state)
        var ends = [try await resumed.wait()]
        if ends == [5] {
            let released = try start("resume", state, "--on-unknown", "resend")
            ends.append(try await released.wait())
            #expect(ends.last == 0, "\(released.output)\n\(released.errors)", sourceLocation: place)
        } else {
            #expect(ends == [0], "\(resumed.output)\n\(resumed.errors)", sourceLocation: place)
        }
        return ends
    }

    /// The places of the tokens that were resumed, in order.
    func resumed() throws -> [String] {
        try ledgerLines().filter { $0.contains("\"type\":\"resumed\"") }.map { line in
            let begin = try #require(line.firstRange(of: "\"token\":")).upperBound
            return String(line[begin...].prefix { $0.isNumber })
        }
    }

    /// The ledger as JSON Lines.
    func ledgerText() throws -> String { try ledgerLines().joined(separator: "\n") }

    private func ledgerLines() throws -> [String] {
        let answer = try LoopbackSocket.get("/__ledger", port: port)
        return answer.split(separator: "\n").map(String.init)
    }
}
