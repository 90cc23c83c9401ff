import FoundationEssentials
import LocatedYAML
import Testing

@testable import WorkatoSimulator

@Suite struct ExampleScenarioTests {
    static let examples = ["crm-outage", "rough-day"]

    private func scenario(_ name: String) throws -> Scenario {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(root)/examples/scenarios/\(name).yaml"
        let bytes = try #require(FileManager.default.contents(atPath: path), "\(path)")
        let (scenario, diagnostics) = Scenario.parse(SourceFile(name: path, bytes: Array(bytes)))
        #expect(diagnostics.map(\.message) == [])
        return try #require(scenario)
    }

    /// Whether it is read in the week of the outage or years later.
    static let begins = ["2026-11-23T12:00:00Z", "2031-05-01T00:00:00Z"]

    @Test(arguments: examples, begins)
    func `an example is valid, and its failed jobs can be repeated at any later date`(
        name: String,
        begin: String
    ) throws {
        let start = try #require(SimulatedTime(iso: begin))
        var visitor = Visitor(try scenario(name))
        visitor.world = World(scenario: visitor.world.scenario, seed: visitor.world.scenario.seed, start: start)
        visitor.time = start
        for (recipe, least) in [(28904, 40), (51325710, 25)] {
            let jobs = visitor.world.jobs(of: recipe)
            let repeated = Set(jobs.filter { $0.isRepeat }.map(\.master))
            let failed = jobs.filter {
                $0.status == .failed && !$0.isRepeat && !repeated.contains($0.id) && !$0.isErased
            }
            #expect(failed.count >= least)
            #expect(failed.allSatisfy { $0.startedAt.description.hasPrefix("2026-11-20T") })
            #expect(jobs.allSatisfy { $0.startedAt < start })
        }
    }

    /// Repeats every failed master, without the faults of the scenario.
    private func repeatAll(_ name: String) throws -> Ledger {
        var scenario = try scenario(name)
        scenario.faults = []
        scenario.scheduledEvents = []
        var visitor = Visitor(scenario, seed: scenario.seed)
        for recipe in scenario.recipes.map(\.id) {
            let masters = visitor.world.jobs(of: recipe).filter { !$0.isRepeat && $0.status == .failed }.map(\.id)
            for begin in stride(from: 0, to: masters.count, by: 25) {
                _ = visitor.repeatJobs(Array(masters[begin..<min(begin + 25, masters.count)]), recipe: recipe)
            }
        }
        visitor.wait(.seconds(10))
        return visitor.world.ledger
    }

    @Test func `repeats of the outage end within seconds, and most recover`() throws {
        let ledger = try repeatAll("crm-outage")
        #expect(ledger.enqueued.count == 100)
        #expect(ledger.ends.count == 100)
        #expect(ledger.ends.values.filter { $0 == .succeeded }.count >= 75)
        #expect(Set(ledger.refusals.map(\.typeID)) == ["err.job.repeat.trigger_data_unavailable.expired"])
    }

    @Test func `on the rough day some repeats fail again, and one is refused`() throws {
        let ledger = try repeatAll("rough-day")
        #expect(ledger.ends.values.filter { $0 == .failed }.count >= 3)
        #expect(ledger.refusals.filter { $0.typeID == "err.job.repeat.not_repeatable" }.count == 1)
    }
}
