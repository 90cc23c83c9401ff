import RedriveCore
import Testing
import WorkatoJobs

/// What planning can tell of whether a run will have to read all repeats of a recipe at each look.
struct RepeatsObstacleTests {
    private typealias Rules = PlanningRulesTests

    struct Habit: Sendable {
        var habits: ListHabits
        var why: String?
        /// As many requests: each has one job.
        var jobs = 31
        var areRepeated = true
    }

    private static func habit(_ why: String?, _ change: (inout ListHabits) -> Void) -> Habit {
        var habits = ListHabits()
        change(&habits)
        return Habit(habits: habits, why: why)
    }

    private static let order = "repeats are not listed by their own start"
    private static let elsewhere = "the list of repeated jobs does not show all of them"

    static let all: [Habit] = [
        habit(nil) { _ in },
        habit(nil) { $0.rerunOnly = .ignored },
        habit(order) { $0.order = .startUp },
        habit(order) { $0.order = .shuffled },
        habit(order) { $0.repeats = .besideMaster },
        habit(elsewhere) { $0.rerunOnly = .masters },
    ]

    @Test(arguments: all)
    func `the plan warns if a run has to read all repeats at each look, and says why`(habit: Habit) throws {
        let warnings = try warnings(habit)
        guard let why = habit.why else {
            #expect(warnings.isEmpty, "\(warnings)")
            return
        }
        #expect(
            warnings == [
                "the repeats of recipe 11 have to be read from the first to the last each time: \(why); "
                    + "this takes longer than the preview says"
            ]
        )
    }

    @Test(arguments: all)
    func `a recipe of 30 requests is not worth the warning`(habit: Habit) throws {
        var habit = habit
        habit.jobs = 30
        #expect(try warnings(habit).isEmpty)
    }

    @Test(arguments: all)
    func `if nothing was repeated, nothing is known, and nothing is said`(habit: Habit) throws {
        var habit = habit
        habit.areRepeated = false
        #expect(try warnings(habit).isEmpty)
    }

    private func warnings(_ habit: Habit) throws -> [String] {
        var attempts: [WorldAttempt] = []
        for number in 0..<habit.jobs {
            var master = Rules.failed("m\(number)", minutesAgo: 55)
            master.start += Int64(number * 1_000)
            master.end = master.start + 500
            attempts.append(master)
            guard habit.areRepeated, number % 3 == 0 else { continue }
            var repeated = Rules.attempt(of: master, "r\(number)", "failed", minutesAgo: 20)
            // In another order than their masters.
            repeated.start += Int64(number * 7_919 % 1_000) * 1_000
            repeated.end = repeated.start + 500
            attempts.append(repeated)
        }
        var runbook = Rules.runbook([Rules.selection()])
        runbook.workspace.limits.jobsPerRequest = 1
        var driver = Rules.driver([11: attempts], habits: habit.habits)
        guard case .plan(let plan) = driver.plan(runbook) else {
            Issue.record("there is no plan")
            return []
        }
        #expect(plan.jobs.count == habit.jobs)
        return plan.warnings
    }
}
