import Glibc
import RedriveCore
import RedriveEngine

/// What a turn costs when the file of the shared numbers holds many reads, against the same with few.
enum PacingFileBenchmark {
    private static let turns = 4_000

    static func measure() async throws -> [Benchmarks.Figure] {
        let fewTurns = 60
        var few = 0.0
        for _ in 0..<20 { few += try await processorTime(fewTurns) / Double(20 * fewTurns) }
        let many = try await processorTime(turns)
        let perTurn = many / Double(turns)
        return [
            .init(
                name: "processor time of a turn, 4,000 reads / 60",
                value: perTurn / few,
                bound: 3,
                limit: 8,
                detail:
                    "\(Int(perTurn * 1e6)) us a turn; \(Benchmarks.rounded(many, to: 2)) s for 4,000 reads at 100000/h"
            )
        ]
    }

    /// The processor time of some reads that find an empty window, and room in it.
    private static func processorTime(_ turns: Int) async throws -> Double {
        let files = PosixFileSystem()
        let home = "/tmp/redrive-benchmark-pacing"
        let limits = Limits(other: Rate(count: 100_000, per: .seconds(3_600)))
        let environment = ["REDRIVE_STATE_HOME": home]
        let directory = try StateDirectory(environment: environment, machine: .current(), fileSystem: files)
        let workspaces = "\(home)/workspaces"
        let pacing = try directory.pacing(
            of: Workspace(url: "http://127.0.0.1:1", limits: limits),
            clock: MachineClock()
        )
        let begin = Benchmarks.processorTime()
        for _ in 0..<turns { try await pacing.take(.reads) }
        let passed = Benchmarks.processorTime() - begin
        for key in try files.list(workspaces) {
            try files.remove("\(workspaces)/\(key)/pacing.json")
            rmdir("\(workspaces)/\(key)")
        }
        rmdir(workspaces)
        rmdir(home)
        return passed
    }
}
