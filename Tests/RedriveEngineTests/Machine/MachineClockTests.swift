import RedriveCore
import RedriveEngine
import Testing
import WorkatoJobs

@Suite struct `the clocks of the machine` {
    @Test func `a wait never ends early`() async throws {
        let clock = MachineClock()
        for milliseconds in [0, 1, 3, 5, 20] {
            let until = clock.now().instant + .milliseconds(milliseconds)
            try await clock.sleep(until: until)
            #expect(clock.now().instant >= until)
        }
    }

    @Test func `a wait for what has passed ends at once, and a cancelled one throws`() async throws {
        let clock = MachineClock()
        try await clock.sleep(until: .zero)
        let task = Task { try await clock.sleep(for: .seconds(3600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
