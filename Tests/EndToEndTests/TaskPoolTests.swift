import Glibc
import Testing

/// Task pools of one thread and more: nothing that waits may keep a thread, or what others wait for never happens.
///
/// Virtual time has no threads, so only the real binary shows this.
@Suite(.serialized) struct TaskPoolTests {
    /// Widths of the pool; up to four recipes wait for reads at once.
    static let widths = [1, 2, 3, 8]

    @Test(arguments: [1, 4, 5, 40])
    func `a plan whose reads fill several windows ends on every pool`(_ recipes: Int) async throws {
        let world = try await ServedWorld.reading(at: "30/s", recipes: recipes, jobs: 900 / recipes)
        let plans = try Self.widths.map { width in
            try world.start("plan", "runbook.yaml", "-o", "p\(width)", poolThreads: width)
        }
        for plan in plans { #expect(try await plan.wait(seconds: 60) == 0, "\(plan.errors)") }
    }

    @Test(arguments: widths)
    func `a run that looks, settles and verifies beyond a window ends on every pool`(_ width: Int) async throws {
        let world = try await ServedWorld.reading(
            at: "20/s",
            recipes: 12,
            jobs: 26,
            faults: "faults: [{ on: repeat, nth: 3, effect: close, applied: all }]"
        )
        let run = try world.start("run", "runbook.yaml", "--yes", poolThreads: width)
        #expect(try await run.wait(seconds: 120) == 0, "\(run.errors)")
        try world.expectOneRepeat(ofEach: 12 * 26)
    }

    /// The thread sanitizer's own work would be counted.
    @Test(.enabled(if: ToolProcess.isNotSanitized), arguments: [1, 2])
    func `waiting for a turn costs no processor time, and is interrupted at once`(_ width: Int) async throws {
        let world = try await ServedWorld.reading(at: "4/h", recipes: 5, jobs: 30)
        let plan = try world.start("plan", "runbook.yaml", "--quiet", poolThreads: width)
        try await ToolProcess.until("the window is full") { try world.windowReads() == 4 }
        try await Task.sleep(for: .seconds(2))
        let before = plan.processorTime
        try await Task.sleep(for: .seconds(12))
        let used = plan.processorTime - before
        #expect(used < .milliseconds(10), "\(used) for 12 s of waiting")
        plan.signal(SIGINT)
        #expect(try await plan.wait(seconds: 60) == 4)
    }

    @Test(arguments: [1, 2])
    func `a terminal that takes nothing does not stop a run`(_ width: Int) async throws {
        let world = try await ServedWorld(jobs: 110)
        let stalled = try StalledPipe()
        let run = try world.start("run", "runbook.yaml", "--yes", "--verbose", error: stalled.end, poolThreads: width)
        stalled.closeEnd()
        try await ToolProcess.until("every job was repeated") { try world.enqueued().count == 110 }
        stalled.drain()
        #expect(try await run.wait(seconds: 120) == 0)
        try world.expectOneRepeat(ofEach: 110)
    }

    @Test func `a second interrupt ends a process whose output nobody takes`() async throws {
        let world = try await ServedWorld(jobs: 30)
        let stalled = try StalledPipe()
        let run = try world.start("run", "runbook.yaml", "--yes", "--json", output: stalled.end, poolThreads: 1)
        stalled.closeEnd()
        try await world.untilRecorded(1, "ended")
        run.signal(SIGTERM)
        run.signal(SIGCONT)
        try await Task.sleep(for: .milliseconds(200))
        run.signal(SIGTERM)
        #expect(try await run.wait(seconds: 60) == 4)
        try world.expectOneRepeat(ofEach: 30)
    }
}

/// The documented limits take minutes, in which other suites go on.
@Suite struct DocumentedWindowTests {
    @Test func `with the documented limits, a plan of more than two minutes of reads ends on every pool`() async throws
    {
        let world = try await ServedWorld.reading(at: "60/min", recipes: 5, jobs: 630)
        let simulated = try [1, 2].map { (width: Int) in
            try world.start(
                "plan",
                "runbook.yaml",
                "-o",
                "s\(width)",
                "--simulate",
                "scenario.yaml",
                poolThreads: width
            )
        }
        let plan = try world.start("plan", "runbook.yaml", "-o", "p", poolThreads: 2)
        for plan in simulated + [plan] { #expect(try await plan.wait(seconds: 240) == 0, "\(plan.errors)") }
    }
}

extension ServedWorld {
    /// A world whose client may read at the given rate, and whose server takes any.
    fileprivate static func reading(
        at rate: String,
        recipes: Int,
        jobs: Int,
        faults: String = ""
    ) async throws -> ServedWorld {
        try await ServedWorld(
            jobs: jobs,
            recipes: Array(100..<(100 + recipes)),
            more: "limits: { other: 100000/min, repeat_jobs: 20/s }\n\(faults)",
            workspace: "  limits: { other: \(rate), repeat_jobs: 10/s }"
        )
    }
}

/// A small pipe that is full, and that nobody reads until it is drained.
private final class StalledPipe {
    /// What the process writes to.
    let end: Int32
    private let reader: Int32
    /// F_SETPIPE_SZ of <fcntl.h>, which Glibc's module does not show.
    private static let setPipeSize: Int32 = 1031
    private var isOpen = true

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ToolProcess.Failure(description: "no pipe") }
        (reader, end) = (ends[0], ends[1])
        // The least size that the system gives a pipe is a page.
        _ = fcntl(end, Self.setPipeSize, 4096)
        let block = [UInt8](repeating: UInt8(ascii: "."), count: 4096)
        _ = Glibc.write(end, block, block.count)
    }

    /// Closes the end of this process, so that `drain` finds an end.
    func closeEnd() {
        close(end)
        isOpen = false
    }

    /// Reads whatever comes from now on, on a thread of its own.
    func drain() {
        var thread = pthread_t()
        let descriptor = UnsafeMutableRawPointer(bitPattern: Int(reader))
        pthread_create(
            &thread,
            nil,
            { descriptor in
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while read(Int32(Int(bitPattern: descriptor)), &buffer, buffer.count) > 0 {}
                return nil
            },
            descriptor
        )
    }

    deinit {
        if isOpen { close(end) }
    }
}
