import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs

@testable import RedriveEngine

@Suite struct `the shared pacing` {
    private let wall = Timestamp(milliseconds: 1_795_467_600_000)
    private let limits = Limits()

    @Test func `repeats of several processes are spaced by the limit and lose at most 2 percent`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let processes = try (0..<3).map { _ in try sharedPacing(files, time) }
        let grants = Log<Instant>()
        try time.run {
            await withTaskGroup(of: Void.self) { group in
                for process in processes {
                    group.addTask {
                        for _ in 0..<20 {
                            _ = try? await process.take(.repeats)
                            grants.add(time.now().instant)
                        }
                    }
                }
            }
        }
        let times = grants.all
        #expect(times.count == 60)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(1) })
        let taken = times[59] - times[0]
        #expect(taken <= .seconds(59) * 1.02, "60 repeats took \(taken)")
    }

    @Test func `no window of a minute holds more than 60 reads, whoever sends them`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let processes = try (0..<2).map { _ in try sharedPacing(files, time) }
        let grants = Log<Instant>()
        try time.run {
            await withTaskGroup(of: Void.self) { group in
                for process in processes {
                    for _ in 0..<100 {
                        group.addTask {
                            _ = try? await process.take(.reads)
                            grants.add(time.now().instant)
                        }
                    }
                }
            }
        }
        let times = grants.all
        #expect(times.count == 200)
        #expect(times.indices.dropFirst(60).allSatisfy { times[$0] - times[$0 - 60] >= .seconds(60) })
        #expect(times[59] - times[0] < .seconds(1), "a short plan may use the window as a burst")
    }

    @Test func `who looks for drift goes before who settles, and that before who verifies`() throws {
        let time = VirtualTime(wall: wall)
        let pacing = SharedPacing.inProcess(limits: Limits(other: Rate(count: 1, per: .seconds(60))), clock: time)
        let order = Log<ReadPriority>()
        try time.run {
            try await pacing.take(.reads)
            await withTaskGroup(of: Void.self) { group in
                for priority in ReadPriority.allCases.reversed() {
                    group.addTask {
                        _ = try? await pacing.take(.reads, priority: priority)
                        order.add(priority)
                    }
                }
            }
        }
        #expect(order.all == [.drift, .settling, .verifying, .ahead])
    }

    @Test func `reads for outcomes keep to their share of the window, and go on when it grows`() throws {
        let time = VirtualTime(wall: wall)
        let pacing = SharedPacing.inProcess(limits: Limits(), clock: time)
        pacing.setOutcomeShare(ReadShare(keptFree: 50, isSpread: false))
        let grants = Log<Duration>()
        let start = time.now().instant
        try time.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<20 {
                        _ = try? await pacing.take(.reads, priority: .verifying)
                        grants.add(time.now().instant - start)
                    }
                }
                group.addTask {
                    try? await time.sleep(for: .seconds(10))
                    pacing.setOutcomeShare(.all)
                }
            }
        }
        #expect(grants.all.prefix(10).allSatisfy { $0 == .zero })
        #expect(grants.all.dropFirst(10).allSatisfy { $0 >= .seconds(10) && $0 <= .seconds(11) }, "\(grants.all)")
    }

    @Test func `looks ahead of their time use half of the window at most`() throws {
        let time = VirtualTime(wall: wall)
        let pacing = SharedPacing.inProcess(limits: Limits(), clock: time)
        let grants = Log<Duration>()
        let start = time.now().instant
        try time.run {
            for _ in 0..<31 {
                try await pacing.take(.reads, priority: .ahead)
                grants.add(time.now().instant - start)
            }
        }
        #expect(grants.all.prefix(30).allSatisfy { $0 == .zero })
        #expect(grants.all.last == .milliseconds(60_250))
    }

    @Test func `a 429 to one process holds the others as well`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let (first, second) = (try sharedPacing(files, time), try sharedPacing(files, time))
        let waited = try time.run {
            let begun = time.now().instant
            try await first.throttled(.reads, holdFor: .seconds(7))
            try await second.take(.reads)
            return time.now().instant - begun
        }
        #expect(waited == .seconds(7))
    }

    @Test func `what one process has learned of the way there holds for the others, and after it has ended`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let (first, second) = (try sharedPacing(files, time), try sharedPacing(files, time))
        let waited = try time.run {
            try await first.take(.repeats)
            let sentAt = time.now().instant
            try await time.sleep(for: .milliseconds(150))
            first.answered(.repeats, sentAt: sentAt, isRefused: true)
            try await second.take(.repeats)
            let begun = time.now().instant
            try await sharedPacing(files, time).take(.repeats)
            return time.now().instant - begun
        }
        #expect(waited == .milliseconds(1_015))
    }

    @Test func `an answer that cannot be noted is no error`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let pacing = try sharedPacing(files, time)
        let other = try files.open("/state/pacing.json", for: .writing)
        #expect(try other.tryLock())
        let before = time.now().instant
        pacing.answered(.repeats, sentAt: before, isRefused: true)
        #expect(time.now().instant == before, "it does not wait for the lock")
        other.unlock()
        #expect(files.contents(of: "/state/pacing.json")?.isEmpty ?? true)
    }

    @Test func `a repeat of another machine counts from when it was sent`() throws {
        let time = VirtualTime(wall: wall)
        let pacing = SharedPacing.inProcess(limits: limits, clock: time)
        let waited = try time.run {
            let begun = time.now().instant
            try await pacing.note(.repeats, at: begun - .milliseconds(400))
            try await pacing.take(.repeats)
            return time.now().instant - begun
        }
        #expect(waited == .milliseconds(605))
    }

    @Test func `a task that is cancelled while it waits does not get a turn`() throws {
        let time = VirtualTime(wall: wall)
        let pacing = SharedPacing.inProcess(limits: limits, clock: time)
        let failure = try time.run {
            try await pacing.take(.repeats)
            return await withTaskGroup(of: SharedPacing.PacingError?.self) { group in
                group.addTask {
                    do throws(SharedPacing.PacingError) {
                        try await pacing.take(.repeats)
                        return nil
                    } catch {
                        return error
                    }
                }
                try? await time.sleep(for: .milliseconds(100))
                group.cancelAll()
                return await group.next() ?? nil
            }
        }
        #expect(failure == .cancelled)
    }

    @Test func `numbers of another boot are not looked at`() throws {
        let waited = try wait(reading: numbers(boot: "other", lastRepeat: .zero))
        #expect(waited == .zero)
    }

    @Test func `a last repeat in the future is taken as one of this moment`() throws {
        let waited = try wait(reading: numbers(boot: "boot", lastRepeat: .seconds(1_000_000)))
        #expect(waited == .milliseconds(1005))
    }

    @Test(arguments: ["{", "null\n", "\u{0}\u{0}\n", "{\"format\":2}\n"])
    func `a file that cannot be read costs a second and no more`(text: String) throws {
        #expect(try wait(reading: Array(text.utf8)) == .milliseconds(1005))
    }

    @Test func `a file of the format before lanes had names is kept to`() throws {
        let last = 3_600_000_000_000 - 400_000_000
        let old = #"{"boot":"boot","format":1,"last_repeat_ns":\#(last),"margin_ns":15000000,"reads_ns":[1,2]}"#
        #expect(try wait(reading: Array(old.utf8)) == .milliseconds(615))
        let now = Instant(sinceZero: .seconds(3600))
        let gate = PacingNumbers.read(Array(old.utf8), bootID: "boot", now: now).gate(limits: limits, now: now)
        #expect(gate.lanes[.reads]?.turns.count == 2)
    }

    @Test func `a file that somebody else keeps locked is given up after a while`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let pacing = try sharedPacing(files, time)
        let other = try files.open("/state/pacing.json", for: .writing)
        #expect(try other.tryLock())
        let failure = #expect(throws: SharedPacing.PacingError.self) {
            try time.run { try await pacing.take(.repeats) }
        }
        guard case .file(let file) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(file.operation == .lock)
    }

    @Test func `the shared numbers are in the file and nowhere else`() throws {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        let pacing = try sharedPacing(files, time)
        try time.run { try await pacing.take(.repeats) }
        let text = String(decoding: files.contents(of: "/state/pacing.json") ?? [], as: UTF8.self)
        #expect(
            text
                == #"{"boot":"boot","format":2,"lanes":{"repeats":{"granted_ns":[3600000000000],"margin_ns":5000000}}}"#
                + "\n"
        )
    }

    private func sharedPacing(_ files: InMemoryFileSystem, _ time: VirtualTime) throws -> SharedPacing {
        try files.makeDirectory("/state")
        let store = try FilePacingStore(file: files.openOwn("/state/pacing.json", for: .owner), bootID: "boot")
        return SharedPacing(limits: limits, clock: time, store: store)
    }

    private func numbers(boot: String, lastRepeat sinceNow: Duration) -> [UInt8] {
        var gate = PacingGate(limits: limits)
        _ = gate.take(.repeats, at: VirtualTime(wall: wall).now().instant + sinceNow)
        return PacingNumbers(gate, bootID: boot).line
    }

    private func wait(reading contents: [UInt8]) throws -> Duration {
        let time = VirtualTime(wall: wall)
        let files = InMemoryFileSystem()
        files.put(contents, at: "/state/pacing.json")
        let pacing = try sharedPacing(files, time)
        return try time.run {
            let begun = time.now().instant
            try await pacing.take(.repeats)
            return time.now().instant - begun
        }
    }
}
