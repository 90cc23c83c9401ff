import Testing
import WorkatoJobs

@testable import RedriveCore

/// Every phase and every event of a run, against the table in docs/state-machines.md.
@Suite struct RunPhaseTableTests {
    static let phases = ["idle", "working", "stopping", "over"]
    static let events = ["begin", "sent", "replied", "read", "readsThrottled", "woke", "command", "fail"]

    /// A machine in a phase, with a request that waits for its turn and a page that is on its way.
    struct Prepared {
        var machine: RunStateMachine
        var repeats = 0
        var page = 0
        var now = 0

        init(_ phase: String, jobs: [Int: Int] = [7: 3, 8: 3]) throws {
            let plan = try makePlan(jobs: jobs)
            let session = Record.Session(number: 1, host: "h", pid: 1, version: "t")
            machine = RunStateMachine(state: RunState(plan: plan, planID: "abc"), options: RunOptions(session: session))
            guard phase != "idle" else { return }
            var effects = tell(.begin)
            while repeats == 0 {
                var next: [RunEffect] = []
                for effect in effects {
                    switch effect {
                    case .list(let request, let query, priority: _) where query.recipe.value == 7:
                        next += tell(.read(request: request, .page(JobPage(items: [], jobScopeCount: 0))))
                    case .list(let request, _, priority: _): page = request
                    case .send(let request, _): repeats = request
                    case .append, .wake, .widenGap, .cancelUnsent, .finish: break
                    }
                }
                try #require(!next.isEmpty || repeats != 0)
                effects = next
            }
            guard phase != "working" else { return }
            _ = tell(.command(GivenCommand(.stop)))
            guard phase != "stopping" else { return }
            _ = tell(.replied(request: repeats, .cancelled))
        }

        /// A row that has to be recorded where the page counts: somebody repeated a job that was not sent.
        private static let change = JobRow(
            id: JobID(text: "r"),
            recipeID: 8,
            masterJobID: master(8, 0),
            status: .succeeded
        )

        mutating func tell(_ event: RunEvent) -> [RunEffect] {
            now += 1
            let stamp = Timestamp(milliseconds: 1_800_000_000_000) + .seconds(now)
            return machine.handle(event, at: Moment(instant: Instant(sinceZero: .seconds(now)), wall: stamp))
        }

        mutating func tell(_ event: String) throws -> [RunEffect] {
            switch event {
            case "begin": tell(.begin)
            case "sent": tell(.sent(request: repeats))
            case "replied": tell(.replied(request: repeats, .lost(.connectionClosed, "closed")))
            case "read": tell(.read(request: page, .page(JobPage(items: [Self.change], jobScopeCount: 1))))
            case "readsThrottled": tell(.readsThrottled(1))
            case "woke": tell(.woke)
            case "command": tell(.command(GivenCommand(.stop)))
            default: tell(.fail)
            }
        }
    }

    @Test func `each pair of phase and event does what the table says`() throws {
        let table = try DocumentedTable(under: "Events", first: "event")
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(Self.events))
        var walked = 0
        for phase in Self.phases {
            for event in Self.events {
                let cell = try table.cell(event, phase)
                guard cell != "–" else { continue }
                var prepared = try Prepared(phase)
                #expect(stateName(of: prepared.machine, "phase") == phase)
                let effects = try prepared.tell(event)
                let mayDo = cell != "ignored" && cell != "forgotten"
                if !mayDo {
                    #expect(effects.isEmpty, "\(event) in \(phase): \(effects)")
                    #expect(stateName(of: prepared.machine, "phase") == phase)
                } else if cell.contains("record") || cell.contains("stop:") || event == "replied" {
                    #expect(!effects.isEmpty, "\(event) in \(phase)")
                }
                walked += 1
            }
        }
        print("phases and events walked: \(walked) of \(Self.phases.count * Self.events.count)")
    }

    @Test func `a pair that cannot happen traps, and no other is said to`() async throws {
        let table = try DocumentedTable(under: "Events", first: "event")
        var trapping: Set<String> = []
        for phase in Self.phases {
            for event in Self.events where try table.cell(event, phase) == "–" { trapping.insert("\(phase) \(event)") }
        }
        let expected: Set = [
            "idle sent", "idle replied", "idle read", "working begin", "stopping begin", "over begin", "over sent",
            "over replied",
        ]
        #expect(trapping == expected)
        await #expect(processExitsWith: .failure) { _ = try Prepared("idle").afterTelling("sent") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("idle").afterTelling("replied") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("idle").afterTelling("read") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("working").afterTelling("begin") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("stopping").afterTelling("begin") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("over").afterTelling("begin") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("over").afterTelling("sent") }
        await #expect(processExitsWith: .failure) { _ = try Prepared("over").afterTelling("replied") }
    }

    @Test func `an intent stands before its sending, so that it is durable first`() throws {
        var prepared = try Prepared("idle")
        for effect in prepared.tell(.begin) {
            guard case .list(let request, _, priority: _) = effect else { continue }
            var intended: [JobID] = []
            for effect in prepared.tell(.read(request: request, .page(JobPage(items: [], jobScopeCount: 0)))) {
                if case .append(.intent(let intent)) = effect { intended = intent.masters }
                if case .send(_, .repeatJobs(_, let masters)) = effect { #expect(masters == intended) }
            }
        }
        #expect(prepared.machine.lane.outstanding.count == 1)
    }

    @Test func `phases follow each other as the table says`() throws {
        let table = try DocumentedTable(under: "Phases", first: "phase")
        var seen: [String: Set<String>] = [:]
        for phase in Self.phases {
            for event in Self.events
            where try DocumentedTable(under: "Events", first: "event").cell(event, phase) != "–" {
                var prepared = try Prepared(phase)
                _ = try prepared.tell(event)
                let after = stateName(of: prepared.machine, "phase")
                if after != phase { seen[phase, default: []].insert(after) }
            }
        }
        var withoutJobs = try Prepared("idle", jobs: [:])
        _ = withoutJobs.tell(.begin)
        seen["idle", default: []].insert(stateName(of: withoutJobs.machine, "phase"))
        var nothingOut = try Prepared("idle")
        _ = nothingOut.tell(.begin)
        _ = nothingOut.tell(.command(GivenCommand(.stop)))
        seen["working", default: []].insert(stateName(of: nothingOut.machine, "phase"))
        for (phase, goesTo) in try table.transitions() {
            #expect(seen[phase, default: []] == goesTo, "\(phase) went to \(seen[phase] ?? [])")
        }
    }
}

extension RunPhaseTableTests.Prepared {
    /// For exit tests: tells the event, and leaves with success if nothing trapped.
    func afterTelling(_ event: String) throws -> [RunEffect] {
        var copy = self
        return try copy.tell(event)
    }
}
