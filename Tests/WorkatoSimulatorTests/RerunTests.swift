import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct RerunTests {
    /// Masters 1 to 3 at one-minute steps; a failed repeat of 1, and a succeeded one of 2, both after all of them.
    private func scenario(_ change: (inout Scenario.UndocumentedBehavior) -> Void) -> Scenario {
        .failures(3) {
            $0.recipes[0].jobs += [
                .init("j-r1", .failed, startedAt: .fromStart(.seconds(-300)), repeats: "j-1"),
                .init("j-r2", .succeeded, startedAt: .fromStart(.seconds(-200)), repeats: "j-2"),
            ]
            change(&$0.behavior)
        }
    }

    struct MeaningCase: Sendable, CustomTestStringConvertible {
        var meaning: Scenario.UndocumentedBehavior.RerunOnly
        var ids: [String]
        var testDescription: String { meaning.rawValue }
    }

    @Test(arguments: [
        MeaningCase(meaning: .repeats, ids: ["j-r2", "j-r1"]),
        MeaningCase(meaning: .masters, ids: ["j-2", "j-1"]),
        MeaningCase(meaning: .both, ids: ["j-r2", "j-r1", "j-2", "j-1"]),
    ])
    func `rerun_only selects what the habit says, new repeats included`(testCase: MeaningCase) {
        var visitor = Visitor(scenario { $0.rerunOnly = testCase.meaning })
        #expect(visitor.list("rerun_only=true").ids == testCase.ids)
        let new = visitor.repeatJobs(["j-3"]).newIDs
        let expected: [String] =
            switch testCase.meaning {
            case .repeats: new + testCase.ids
            case .masters: ["j-3"] + testCase.ids
            case .both: new + ["j-r2", "j-r1", "j-3", "j-2", "j-1"]
            }
        #expect(visitor.list("rerun_only=true").ids == expected)
    }

    @Test func `status lists repeats as well, or masters alone`() {
        var visitor = Visitor(scenario { $0.statusListsRepeats = true })
        #expect(visitor.list("status=failed").ids == ["j-r1", "j-3", "j-2", "j-1"])
        visitor = Visitor(scenario { $0.statusListsRepeats = false })
        #expect(visitor.list("status=failed").ids == ["j-3", "j-2", "j-1"])
        #expect(visitor.list("status=failed&rerun_only=true").ids == ["j-r1"])
    }

    @Test func `repeats stand by their own start, or beside their masters`() {
        var visitor = Visitor(scenario { $0.repeatsPlace = .own })
        #expect(visitor.list().ids == ["j-r2", "j-r1", "j-3", "j-2", "j-1"])
        visitor = Visitor(scenario { $0.repeatsPlace = .besideMaster })
        #expect(visitor.list().ids == ["j-3", "j-r2", "j-2", "j-r1", "j-1"])
        let new = visitor.repeatJobs(["j-1"]).newIDs
        #expect(visitor.list().ids == ["j-3", "j-r2", "j-2", new[0], "j-r1", "j-1"])
    }

    /// Every combination of the habits that move rows: lists that were kept up to date equal lists that are made anew.
    @Test(
        arguments: Scenario.UndocumentedBehavior.SortKey.allCases,
        Scenario.UndocumentedBehavior.RepeatsPlace.allCases
    )
    func `lists that are kept up to date equal lists made anew`(
        order: Scenario.UndocumentedBehavior.SortKey,
        place: Scenario.UndocumentedBehavior.RepeatsPlace
    ) {
        for meaning in Scenario.UndocumentedBehavior.RerunOnly.allCases {
            var group = Scenario.JobGroup(.failed, count: 40)
            (group.recovered, group.failedAgain, group.inFlight) = (5, 5, 5)
            var pending = Scenario.JobGroup(.pending, count: 5, from: .fromStart(.seconds(-600)))
            pending.inFlight = 2
            var scenario = Scenario(recipes: [.init(id: 1, groups: [group, pending])])
            scenario.behavior.order = order
            scenario.behavior.repeatsPlace = place
            scenario.behavior.rerunOnly = meaning
            scenario.behavior.pageSize = 100
            scenario.behavior.visibleAfter = .zero ... .seconds(5)
            scenario.repeats = Scenario.Outcome([.init(.succeed), .init(.failSame), .init(.stayPending)])
            scenario.limits.other = nil
            var kept = Visitor(scenario)
            let queries = [
                "", "status=failed", "status=pending&rerun_only=true", "rerun_only=true", "status=succeeded",
            ]
            let masters = kept.world.jobs(of: 1).filter { !$0.isRepeat }.map(\.id)
            for round in 0..<6 {
                for query in queries { _ = kept.send(.get, "/api/recipes/1/jobs?\(query)") }
                _ = kept.repeatJobs(Array(masters[(round * 7)..<(round * 7 + 7)]))
            }
            kept.wait(.seconds(3))
            var anew = kept
            anew.world.recipes[0].isMade = anew.world.recipes[0].isMade.map { _ in false }
            for query in queries {
                let target = "/api/recipes/1/jobs?\(query)"
                #expect(kept.send(.get, target) == anew.send(.get, target), "\(query) \(meaning)")
            }
        }
    }
}
