import Testing

@testable import WorkatoSimulator

@Suite struct ScheduledEventTests {
    @Test func `somebody else repeats jobs at a time`() {
        var visitor = Visitor(
            .failures(3) {
                $0.scheduledEvents = [
                    .init(.repeatJobs(recipe: 1, jobs: ["j-2", "j-nobody"]), .time(.fromStart(.seconds(30))))
                ]
            }
        )
        #expect(visitor.list("rerun_only=true").ids == [])
        visitor.wait(.seconds(30))
        let rows = visitor.list("rerun_only=true").rows
        #expect(rows.map { $0["master_job_id"]?.string } == ["j-2"])
        #expect(rows[0]["started_at"]?.string == "2026-11-23T12:00:30.000Z")
        #expect(visitor.world.ledger.enqueued.map(\.by) == [.foreign])
        #expect(visitor.world.ledger.refusals.map(\.by) == [.foreign])
        #expect(visitor.world.ledger.foreignRepeats.count == 1)
        #expect(visitor.world.ledger.clientRepeats.isEmpty)
    }

    @Test func `somebody else repeats just before the nth request of a kind`() {
        var visitor = Visitor(
            .failures(3) {
                $0.scheduledEvents = [.init(.repeatJobs(recipe: 1, jobs: ["j-1"]), .request(.repeat, nth: 2))]
            }
        )
        _ = visitor.repeatJobs(["j-2"])
        #expect(visitor.world.ledger.enqueued.count == 1)
        _ = visitor.repeatJobs(["j-3"])
        #expect(visitor.world.ledger.enqueued.map(\.master) == ["j-2", "j-1", "j-3"])
    }

    @Test func `somebody else repeats random failed masters, with or without aliases`() {
        for habit in Scenario.UndocumentedBehavior.MasterID.allCases {
            let visitor = Visitor(
                .failures(20) {
                    $0.behavior.masterID = habit
                    $0.recipes[0].jobs.append(.init("j-ok", .succeeded))
                    $0.recipes[0].jobs.append(
                        .init("j-r", .succeeded, startedAt: .fromStart(.seconds(-1)), repeats: "j-1")
                    )
                    $0.scheduledEvents = [.init(.repeatRandom(recipe: 1, count: 30), .time(.fromStart(.zero)))]
                }
            )
            let masters = visitor.world.ledger.enqueued.map(\.master)
            #expect(masters.count == 19)
            #expect(Set(masters).count == 19)
            #expect(!masters.contains("j-1"))
            #expect(!masters.contains("j-ok"))
        }
    }

    @Test func `new failures arrive during a walk, pending first`() {
        var visitor = Visitor(
            .failures(1) {
                var group = Scenario.JobGroup(
                    .failed,
                    count: 30,
                    from: .fromStart(.zero),
                    until: .fromStart(.seconds(60))
                )
                group.duration = .seconds(2) ... .seconds(2)
                $0.scheduledEvents = [.init(.jobs(recipe: 1, group), .time(.fromStart(.seconds(10))))]
                $0.limits.other = nil
            }
        )
        #expect(visitor.list().json?["job_count"]?.int == 1)
        visitor.wait(.seconds(40))
        let half = visitor.list().json?["job_count"]?.int ?? 0
        #expect((5...28).contains(half))
        visitor.wait(.seconds(60))
        #expect(visitor.list("status=failed").json?["job_scope_count"]?.int == 31)
    }

    @Test func `a sweep erases what ended before a time`() {
        var visitor = Visitor(
            .failures(3) {
                $0.scheduledEvents = [
                    .init(.sweep(before: .fromStart(.seconds(-3630))), .time(.fromStart(.seconds(5))))
                ]
            }
        )
        #expect(visitor.list().rows.allSatisfy { $0.keys.contains("error") })
        visitor.wait(.seconds(5))
        #expect(visitor.list().rows.map { $0.keys.contains("error") } == [true, false, false])
        #expect(
            visitor.repeatJobs(["j-1", "j-3"]).typeIDs == ["err.job.repeat.trigger_data_unavailable.expired"]
        )
    }

    @Test func `arrivals never go backwards`() {
        var visitor = Visitor(.failures(2))
        _ = visitor.repeatJobs(["j-1"])
        visitor.time = Visitor.start - .seconds(100)
        _ = visitor.repeatJobs(["j-2"])
        #expect(visitor.world.ledger.requests.map(\.at) == [Visitor.start + .seconds(1), Visitor.start + .seconds(1)])
    }

    @Test func `a copy of a world goes its own way`() {
        var one = Visitor(.failures(2))
        var other = one
        _ = one.repeatJobs(["j-1"])
        #expect(other.world.ledger.entries.isEmpty)
        #expect(other.repeatJobs(["j-1"]).newIDs == [one.world.ledger.enqueued[0].job])
    }

    @Test func `the world tells when something happens next`() {
        var visitor = Visitor(.failures(1) { $0.repeats = .always(.succeed, after: .seconds(4) ... .seconds(4)) })
        #expect(visitor.world.nextChange == nil)
        _ = visitor.repeatJobs(["j-1"])
        #expect(visitor.world.nextChange == visitor.time + .seconds(4))
    }
}
