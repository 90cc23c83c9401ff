import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct PlannedStepTests {
    @Test func `a plan keeps of a selection what a run needs, and in words what chose the jobs`() {
        let window = TimeWindow(since: nil, until: PlanSamples.now, clock: .startedAt)
        let query = JobQuery(
            source: .recipes([22, 11]),
            status: .succeeded,
            window: window,
            predicate: .all([.field(.title, .contains("t")), .not(.field(.adapter, .anyOf([.text("x")])))]),
            order: .newestFirst,
            limit: 5
        )
        let selection = RepeatSelection(query, excludeJobs: [JobID(text: "j-1")], include: [.child], inspect: .all)
        let kind = PlannedKind(.repeatJobs(selection))
        #expect(
            kind
                == .repeatJobs(
                    PlannedRepeats(
                        recipes: [22, 11],
                        status: .succeeded,
                        window: window,
                        include: [.child],
                        order: .newestFirst,
                        limits: PlannedRepeats.Limits(
                            conditions: ["title contains 't'", "adapter is not 'x'"],
                            jobs: 5,
                            excludedJobs: 1
                        )
                    )
                )
        )
        #expect(PlannedStep(name: "a", kind: kind).recipes == [22, 11])
    }
}
