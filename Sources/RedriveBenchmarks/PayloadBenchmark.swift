import Glibc

/// A suspended job resumed with 50 MB of data from a file, as whole processes over a socket, against one with a few bytes.
enum PayloadBenchmark {
    /// Of a file of data; docs/runbook.md allows 50 MB.
    private static let sizes = [100, 50_000_000]

    static func measure() throws -> [Benchmarks.Figure] {
        let folder = "/tmp/redrive-benchmark-payload-\(getpid())"
        guard mkdir(folder, 0o700) == 0 else { throw ProcessTiming.Failure(description: "\(folder) cannot be made") }
        let names = ["data.json", "tokens.csv", "runbook.yaml", "scenario.yaml", "payload.state.jsonl"]
        defer {
            for name in names { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        setenv("WORKATO_API_TOKEN", "simulated-token", 1)
        let peaks = try sizes.map { try peak(ofData: $0, in: folder) }
        guard let few = peaks.first, let many = peaks.last else { return [] }
        return [
            .init(
                name: "memory for 50 MB of data to resume a job, in MB",
                value: Double(many - few) / 1024,
                bound: 8,
                limit: 8,
                detail: "\(few >> 10) MiB at the peak with 100 bytes, \(many >> 10) MiB with 50 MB"
            )
        ]
    }

    /// The most memory of a run that resumes one job, in KiB.
    private static func peak(ofData bytes: Int, in folder: String) throws -> Int {
        // `{"a":"…"}` has eight bytes around the text.
        let data = #"{"a":""# + String(repeating: "x", count: bytes - 8) + #""}"#
        try ProcessTiming.write(data, to: "\(folder)/data.json")
        try ProcessTiming.write("token,data_file\nrt-benchmark,data.json\n", to: "\(folder)/tokens.csv")
        let job = "{ id: j-AJTAt8w6-wdAgWM, status: pending, started_at: 2026-11-20T08:00:00Z }"
        try ProcessTiming.write(
            """
            scenario: 1
            name: payload
            recipes: [{ id: 28904, jobs: [\(job)] }]
            resume_tokens: [{ token: rt-benchmark, recipe: 28904, job: j-AJTAt8w6-wdAgWM }]
            """,
            to: "\(folder)/scenario.yaml"
        )
        let server = try ProcessTiming.Server(["simulate", "\(folder)/scenario.yaml"])
        defer { server.stop() }
        try ProcessTiming.write(
            """
            redrive: 1
            name: payload
            max_jobs: 1
            workspace: { url: '\(server.address)' }
            steps: [{ resume_jobs: { tokens_file: tokens.csv } }]
            """,
            to: "\(folder)/runbook.yaml"
        )
        let state = "\(folder)/payload.state.jsonl"
        unlink(state)
        return try ProcessTiming.run(["run", "\(folder)/runbook.yaml", "--yes", "--state", state]).peakMemory
    }
}
