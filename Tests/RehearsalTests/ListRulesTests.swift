import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// The checker of lists is checked: honest runs whose files or records are changed by hand, each in one way.
@Suite struct ListRulesTests {
    /// A run that has listed what still fails, and its world: recipe 100 recovers, recipe 200 fails again.
    private struct Run {
        var plan: Plan
        var scenario: Scenario
        var ledger: Ledger
        var records: [(record: Record, at: Timestamp)]
        var file: [UInt8]

        init() throws {
            var world = ReferenceWorld("list", jobs: 5)
            world.scenario.recipes[1].repeats = Scenario.Outcome(
                [.init(.failSame, weight: 1)],
                after: .seconds(1) ... .seconds(4)
            )
            let save = SavedListing(path: "still.csv", columns: [.recipeID, .jobID, .masterJobID])
            let listing = JobListing(source: .recipes([100, 200]), save: save)
            world.plan.header.steps.append(
                PlannedStep(name: "still", kind: .listJobs(listing), conduct: .ofListing(onFailure: .stop))
            )
            var rehearsal = world.rehearsal()
            try #require(try rehearsal.run(seed: 1) == .ended(.finished))
            plan = world.plan
            scenario = world.scenario
            ledger = rehearsal.world.ledger
            records = rehearsal.history
            file = try #require(rehearsal.listFiles["still.csv"])
        }

        var lines: [String] {
            get { String(decoding: file, as: UTF8.self).split(separator: "\n").map(String.init) }
            set { file = Array((newValue.joined(separator: "\n") + "\n").utf8) }
        }

        mutating func changeListed(_ change: (inout Record.Listed) -> Void) {
            for index in records.indices {
                guard case .listed(var record) = records[index].record else { continue }
                change(&record)
                records[index].record = .listed(record)
            }
        }

        /// The record says of the file what is in it.
        mutating func agree() {
            let (jobs, digest) = (lines.count - 1, ListDigest.hex(of: file))
            changeListed {
                $0.jobs = jobs
                $0.digest = digest
            }
        }

        var findings: [String] {
            let checker = RunChecker(plan: plan, ledger: ledger, records: records)
            let all = checker.findings(finished: true) + checker.findings(ofLists: ["still.csv": file], of: scenario)
            return all.map(\.description)
        }
    }

    @Test func `an honest list is found to be honest`() throws {
        var run = try Run()
        #expect(run.lines.count == 6)
        run.agree()
        #expect(run.findings.isEmpty, "\(run.findings)")
    }

    @Test func `a row that is missing is found, unless the list is not said to be whole`() throws {
        var run = try Run()
        let lost = run.lines.removeLast()
        run.agree()
        #expect(run.findings.count == 1 && run.findings[0].contains("is not listed"), "\(run.findings) without \(lost)")
        run.changeListed { $0.isComplete = false }
        #expect(run.findings.isEmpty)
    }

    @Test func `a job that has recovered, one listed twice and one that nobody knows are found`() throws {
        let recovered = "100,j-100-0,j-100-0"
        for row in [recovered, "200,j-nobody,j-nobody", "100,j-200-0,j-200-0"] {
            var run = try Run()
            run.lines.append(row)
            run.agree()
            #expect(run.findings.count == 1, "\(row): \(run.findings)")
        }
        var twice = try Run()
        twice.lines.append(twice.lines[1])
        twice.agree()
        #expect(twice.findings.contains { $0.contains("is there twice") }, "\(twice.findings)")
    }

    @Test func `an attempt that is not the newest is found`() throws {
        var run = try Run()
        let cells = run.lines[1].split(separator: ",")
        // The master itself, which was repeated since.
        run.lines[1] = "\(cells[0]),\(cells[2]),\(cells[2])"
        run.agree()
        #expect(run.findings.count == 1 && run.findings[0].contains("is listed as"), "\(run.findings)")
    }

    @Test func `a file that is not there, is another one, or that no record knows is found`() throws {
        var run = try Run()
        run.lines.swapAt(1, 2)
        #expect(run.findings.contains { $0.contains("the file is another one") }, "\(run.findings)")
        run = try Run()
        run.changeListed { $0.jobs += 1 }
        #expect(run.findings == ["list: 6 jobs are said, and 5 are listed"])
        let checker = RunChecker(plan: run.plan, ledger: run.ledger, records: run.records)
        #expect(checker.findings(ofLists: [:], of: run.scenario).contains { $0.detail.contains("is not there") })
        let other = checker.findings(ofLists: ["still.csv": run.file, "other.csv": [1]], of: run.scenario)
        #expect(other.contains { $0.detail.contains("no record knows") })
        run.records.removeAll { if case .listed = $0.record { true } else { false } }
        #expect(run.findings.contains { $0.contains("has listed nothing") }, "\(run.findings)")
    }

    @Test func `a list that is made before the step above it is over is found`() throws {
        var run = try Run()
        let place = try #require(run.records.firstIndex { if case .listed = $0.record { true } else { false } })
        let listed = run.records.remove(at: place)
        let first = try #require(run.records.firstIndex { if case .intent = $0.record { true } else { false } })
        run.records.insert(listed, at: first + 1)
        #expect(run.findings.contains { $0.hasPrefix("order: step 1") }, "\(run.findings)")
    }

    @Test func `tokens keep order, guards and commands as jobs do`() throws {
        func findings(
            _ change: (inout ResumeWorld) -> Void,
            _ records: (Plan) -> [Record]
        ) throws -> [RunChecker.Promise] {
            var world = try ResumeWorld(good: 3)
            change(&world)
            let begin = SeededWorld.begin
            let session = Record.session(.init(number: 1, host: "h", pid: 1, version: "t"))
            let told = ([session] + records(world.plan)).enumerated().map { ($1, begin + .seconds($0)) }
            let checker = RunChecker(plan: world.plan, ledger: Ledger(), records: told)
            return checker.findings(finished: false).map(\.promise)
        }
        func token(_ row: Int, _ event: TokenEvent) -> Record { .token(.init(row: row, event: event)) }
        let sent = token(0, .intent(tryNumber: 1))
        let refused = token(0, .refused(tryNumber: 1, status: 404, message: "no"))
        #expect(try findings({ _ in }, { _ in [sent] }) == [])
        let second = { (world: inout ResumeWorld) in
            world.plan.header.steps.insert(world.plan.header.steps[0], at: 0)
            world.plan.header.steps[0].name = "first"
            for row in 1..<world.plan.tokens.count { world.plan.tokens[row].step = 1 }
        }
        #expect(try findings(second) { _ in [token(1, .intent(tryNumber: 1))] } == [.order])
        #expect(try findings(second) { _ in [sent, refused, token(1, .intent(tryNumber: 1))] } == [])
        let guarded = { (world: inout ResumeWorld) in
            world.plan.header.steps[0].conduct.guards = Guards(refused: .jobs(1))
        }
        #expect(try findings(guarded) { _ in [sent, refused, token(1, .intent(tryNumber: 1))] } == [.guards])
        let trip = Record.guardTripped(.init(step: 0, guardName: "refused", message: "1"))
        #expect(try findings(guarded) { _ in [sent, refused, trip] } == [])
        #expect(try findings(guarded) { _ in [sent, trip] } == [.guards])
        #expect(try findings({ _ in }) { _ in [.commanded(.init(GivenCommand(.pause))), sent] } == [.commands])
        #expect(try findings({ _ in }) { _ in [.commanded(.init(GivenCommand(.skip(100)))), sent] } == [.commands])
    }
}
