import Testing
import WorkatoJobs

@testable import RedriveCore

/// What a run does at every event in every phase.
///
/// The table below is the truth; docs/state-machines.md prints it, and is compared with it word for word.
@Suite struct RunPhaseTableTests {
    /// The phases, by name.
    enum Phase: String, CaseIterable {
        case idle, working, stopping, over
    }

    /// The events, as the page writes them.
    enum Event: String, CaseIterable {
        case begin
        case sent = "sent(request)"
        case replied = "replied(request, reply)"
        case read = "read(request, reply)"
        case readsThrottled = "readsThrottled(count)"
        case woke
        case command = "command(given)"
        case fail
    }

    /// What happens at one event in one phase.
    enum Reaction: Equatable {
        /// It cannot happen, and traps.
        case traps
        /// Nothing is wanted, and the phase stays; the word is the page's.
        case nothing(String)
        /// These effects are wanted, in this order, and this phase follows; the words are the page's.
        case does(String, [String], then: Phase)

        /// The cell of the page.
        var words: String {
            switch self {
            case .traps: "–"
            case .nothing(let word): word
            case .does(let words, _, then: _): words
            }
        }
    }

    /// By event and phase; the page that is read shows a row, so that the next page is asked for.
    static let table: [Event: [Phase: Reaction]] = [
        .begin: [
            .idle: .does(
                "record `session`; take up what an earlier process left",
                ["session", "step_started", "list", "list"],
                then: .working
            ),
            .working: .traps, .stopping: .traps, .over: .traps,
        ],
        .sent: [
            .idle: .traps,
            .working: .does("the request got its turn; the pace counts from here", [], then: .working),
            .stopping: .does("the same", [], then: .stopping),
            .over: .traps,
        ],
        .replied: [
            .idle: .traps,
            .working: .does("see *Answers*", ["lost", "wake"], then: .working),
            .stopping: .does("the same", ["lost", "ended", "finish"], then: .over),
            .over: .traps,
        ],
        .read: [
            .idle: .traps,
            .working: .does("see *Looks*", ["list"], then: .working),
            .stopping: .nothing("forgotten"),
            .over: .nothing("ignored"),
        ],
        .readsThrottled: [
            .idle: .nothing("ignored"),
            .working: .does("record `throttled`", ["throttled"], then: .working),
            .stopping: .does("the same", ["throttled"], then: .stopping),
            .over: .nothing("ignored"),
        ],
        .woke: [
            .idle: .nothing("ignored"),
            .working: .does("look what is due", [], then: .working),
            .stopping: .nothing("ignored"),
            .over: .nothing("ignored"),
        ],
        .command: [
            .idle: .nothing("ignored"),
            .working: .does("see *Commands*", ["command", "cancelUnsent"], then: .stopping),
            .stopping: .nothing("ignored"),
            .over: .nothing("ignored"),
        ],
        .fail: [
            .idle: .nothing("ignored"),
            .working: .does("stop: `interrupted`", ["cancelUnsent"], then: .stopping),
            .stopping: .nothing("ignored"),
            .over: .nothing("ignored"),
        ],
    ]

    /// The phases that can follow each, with all that is done at once.
    static let follows: [Phase: Set<Phase>] = [
        .idle: [.working, .over],
        .working: [.stopping, .over],
        .stopping: [.over],
        .over: [],
    ]

    /// A machine in a phase, with a request that waits for its turn and a page that is on its way.
    struct Prepared {
        var machine: RunStateMachine
        var write = 0
        var page = 0
        var now = 0

        init(_ phase: Phase, jobs: [Int: Int] = [7: 3, 8: 3]) throws {
            let plan = try makePlan(jobs: jobs)
            let session = Record.Session(number: 1, host: "h", pid: 1, version: "t")
            machine = RunStateMachine(state: RunState(plan: plan, planID: "abc"), options: RunOptions(session: session))
            guard phase != .idle else { return }
            var effects = tell(RunEvent.begin)
            while write == 0 {
                var next: [RunEffect] = []
                for effect in effects {
                    switch effect {
                    case .list(let request, let query, priority: _) where query.recipe.value == 7:
                        next += tell(.read(request: request, .page(JobPage(items: [], jobScopeCount: 0))))
                    case .list(let request, _, priority: _): page = request
                    case .send(let request, _): write = request
                    case .append, .job, .listFile, .giveUpReading, .wake, .throttled, .cancelUnsent, .answer, .finish:
                        break
                    }
                }
                try #require(!next.isEmpty || write != 0)
                effects = next
            }
            guard phase != .working else { return }
            _ = tell(.command(GivenCommand(.stop)))
            guard phase != .stopping else { return }
            _ = tell(.replied(request: write, .cancelled))
        }

        /// A row that has to be recorded if the page counts: somebody repeated a job that was not sent.
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

        mutating func tell(_ event: Event) -> [RunEffect] {
            switch event {
            case .begin: tell(RunEvent.begin)
            case .sent: tell(.sent(request: write))
            case .replied: tell(.replied(request: write, .lost(.connectionClosed, "closed")))
            case .read: tell(.read(request: page, .page(JobPage(items: [Self.change], jobScopeCount: 1))))
            case .readsThrottled: tell(.readsThrottled(1))
            case .woke: tell(RunEvent.woke)
            case .command: tell(.command(GivenCommand(.stop)))
            case .fail: tell(RunEvent.fail)
            }
        }

        /// For exit tests: leaves with success if nothing trapped.
        func afterTelling(_ event: Event) throws -> [RunEffect] {
            var copy = self
            return copy.tell(event)
        }
    }

    /// A record by its name in the state file, any other effect by its own.
    private static func name(_ effect: RunEffect) -> String {
        switch effect {
        case .append(let record): record.kind.rawValue
        case .send: "send"
        case .list: "list"
        case .job: "job"
        case .listFile: "listFile"
        case .giveUpReading: "giveUpReading"
        case .wake: "wake"
        case .throttled: "throttled lane"
        case .cancelUnsent: "cancelUnsent"
        case .answer: "answer"
        case .finish: "finish"
        }
    }

    private static func phase(of machine: RunStateMachine) -> Phase {
        switch machine.phase {
        case .idle: .idle
        case .working: .working
        case .stopping: .stopping
        case .over: .over
        }
    }

    @Test(arguments: Event.allCases) func `an event does in each phase what the table says`(event: Event) throws {
        for phase in Phase.allCases {
            let reaction = try #require(Self.table[event]?[phase], "\(event) in \(phase)")
            guard reaction != .traps else { continue }
            var prepared = try Prepared(phase)
            #expect(Self.phase(of: prepared.machine) == phase)
            let effects = prepared.tell(event).map(Self.name)
            let after = Self.phase(of: prepared.machine)
            switch reaction {
            case .traps: break
            case .nothing:
                #expect(effects.isEmpty, "\(event) in \(phase)")
                #expect(after == phase, "\(event) in \(phase)")
            case .does(_, let expected, then: let next):
                #expect(effects == expected, "\(event) in \(phase)")
                #expect(after == next, "\(event) in \(phase)")
                #expect(next == phase || Self.follows[phase]?.contains(next) ?? false, "\(event) in \(phase)")
            }
        }
    }

    @Test func `a pair that cannot happen traps`() async throws {
        let trapping = Event.allCases.flatMap { event in
            Phase.allCases.filter { Self.table[event]?[$0] == .traps }.map { "\($0.rawValue) \(event)" }
        }
        #expect(
            Set(trapping) == [
                "idle sent", "idle replied", "idle read", "working begin", "stopping begin", "over begin", "over sent",
                "over replied",
            ]
        )
        await #expect(processExitsWith: .failure) { _ = try Prepared(.idle).afterTelling(.sent) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.idle).afterTelling(.replied) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.idle).afterTelling(.read) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.working).afterTelling(.begin) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.stopping).afterTelling(.begin) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.over).afterTelling(.begin) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.over).afterTelling(.sent) }
        await #expect(processExitsWith: .failure) { _ = try Prepared(.over).afterTelling(.replied) }
    }

    @Test func `an intent stands before its sending, so that it is durable first`() throws {
        var prepared = try Prepared(.idle)
        var sent = 0
        for effect in prepared.tell(RunEvent.begin) {
            guard case .list(let request, _, priority: _) = effect else { continue }
            var intended: [JobID] = []
            for effect in prepared.tell(.read(request: request, .page(JobPage(items: [], jobScopeCount: 0)))) {
                if case .append(.intent(let intent)) = effect { intended = intent.masters }
                guard case .send(_, .repeatJobs(_, let masters)) = effect else { continue }
                #expect(masters == intended)
                sent += 1
            }
        }
        #expect(sent == 1)
        #expect(prepared.machine.lane.outstanding.count == 1)
    }

    @Test func `phases follow each other as the table says, and in no other way`() throws {
        var seen: [Phase: Set<Phase>] = [:]
        func walk(_ event: Event, _ prepared: Prepared) {
            var prepared = prepared
            let before = Self.phase(of: prepared.machine)
            _ = prepared.tell(event)
            let after = Self.phase(of: prepared.machine)
            if after != before { seen[before, default: []].insert(after) }
        }
        for phase in Phase.allCases {
            for event in Event.allCases where Self.table[event]?[phase] != .traps { walk(event, try Prepared(phase)) }
        }
        walk(.begin, try Prepared(.idle, jobs: [:]))
        var nothingOut = try Prepared(.idle)
        _ = nothingOut.tell(RunEvent.begin)
        walk(.command, nothingOut)
        for phase in Phase.allCases { #expect(seen[phase, default: []] == Self.follows[phase], "\(phase)") }
    }

    @Test func `the page prints these tables`() throws {
        let events = try DocumentedTable(under: "Events", first: "event")
        let printed = Event.allCases.map { event in
            ["`\(event.rawValue)`"] + Phase.allCases.map { Self.table[event]?[$0]?.words ?? "" }
        }
        #expect(events.columns == ["event"] + Phase.allCases.map { "`\($0.rawValue)`" })
        #expect(events.rows == printed)
        let phases = try DocumentedTable(under: "Phases", first: "phase").transitions()
        #expect(
            phases == Dictionary(Self.follows.map { ($0.key.rawValue, Set($0.value.map(\.rawValue))) }) { $0.union($1) }
        )
    }
}
