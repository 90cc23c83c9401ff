@testable import WorkatoSimulator

/// A text with every key, and what it must be read as.
enum ScenarioTexts {
    static let everything = """
        scenario: 1
        name: all
        description: every key
        seed: 12
        token: secret
        managed_user: EA1
        identity: { id: 17293, name: Acme, refused: 403 }
        retention: 30d
        repeats: { succeed: 3, fail_same: 2, stay_pending: 1, after: 1s-2s }
        recipe_lists:
          page_size: 50
          order: ascending
          ids: strings
          overlap: 3
          omits: [name, running, folder, adapters, tags, counts, last_run]
          ignores: [page, since_id, per_page, folder, adapters, running]
        folders: [{ id: 7, name: CRM }, { id: 8, name: Old, parent: 7 }]
        denied: [recipes, folders]
        denied_status: 403
        recipes:
          - id: 1
            name: Orders
            folder: 8
            adapters: [clock, salesforce]
            tags: [orders]
            succeeded_count: 12
            failed_count: 3
            last_run: -2h
            concurrency: 2
            keeps_trigger_data: false
            is_running: false
            repeats: stay_pending
            failed:
              count: 20
              between: [2026-11-20T08:00:00Z, -1h]
              duration: 10ms-20ms
              title: t
              errors:
                - { type: T, message: m, text: x, inner_message: i, adapter: a, weight: 4, title: tt, repeats: fail_same, step: 3 }
              recovered: 1
              failed_again: 2
              in_flight: 1
              in_flight_ends: succeed
              erased: 1
              poll_errors: 1
              test_jobs: 1
              at_repeat_limit: 1
              refused: 1
              refusal: { type_id: err.x, message: no }
              repeated_after: 1m-2m
              called_by: 1
            jobs:
              - id: j-1
                status: failed
                started_at: -2h
                completed_at: 2026-11-20T09:00:00Z
                title: one
                error: plain text
                root: { recipe: 9, job: j-8 }
                caller: { recipe: 9, job: j-9 }
                is_test: true
                is_poll_error: true
                is_erased: true
                earlier_repeats: 5
                outcome: { sequence: [fail_same], fail: { type: F, message: f, weight: 2 } }
                refusal: { type_id: err.y, message: never }
              - { id: j-2, status: pending, repeats: j-1, ends: { succeed: 1, after: 5s } }
        resume_tokens: [{ token: tok, recipe: 1, job: j-2, runs: 3s }]
        habits:
          page_size: 10
          order: completed_at
          direction: oldest_first
          repeats_place: beside_master
          master_id: alias
          id_suffix: -CD
          timestamps: pacific
          errors: json
          tells_scope_count: false
          items_key: result
          filtered_cursor: bad_request
          unknown_cursor: not_found
          stumble: { page: 3, then: restart, times: 2 }
          overlap: 2
          ignored_filters: [status, rerun_only]
          rerun_only: both
          status_lists_repeats: false
          visible_after: 1s-2s
          previous_page: nearest_first
          repeat_of_pending: refuse
          repeat_of_test: refuse
          repeat_limit_code: err.full
        limits:
          repeat_jobs: { rate: 2/s, window: fixed }
          other: off
          resume: 100/min
          recipes: 30/min
          repeats_per_recipe: true
          counts_refused: true
          retry_after: date
          jobs_per_request: 5
          repeats_per_job: 3
        latency: { all: 100ms-150ms, repeat: 1s }
        faults:
          - { on: repeat, recipe: 1, nth: 2, times: 1, effect: status, status: 503, message: busy, applied: 4 }
          - { nth: [1, 3], effect: html, status: 502, applied: all }
          - { from: 3, effect: garbage }
          - { every: 2, effect: cut, bytes: 7 }
          - { probability: 0.5, effect: close, applied: none }
          - { effect: silence, applied: all }
          - { effect: late, by: 5s, silent: true }
          - { effect: omit, jobs: 2, applied: none }
          - { effect: throttle, retry_after: 2s, as: date }
          - { effect: throttle, retry_after: 1500ms }
          - { effect: throttle }
          - { effect: refuse_connection }
          - { effect: unauthorized }
          - { effect: slow, by: 3s }
        happenings:
          - { at: +30s, repeat_jobs: { recipe: 1, jobs: [j-1] } }
          - { before: { request: repeat, nth: 2 }, repeat_random: { recipe: 1, count: 3 } }
          - { at: start, new_jobs: { recipe: 1, failed: { count: 2, between: [+0s, +5s] } } }
          - { at: -1h, sweep: 2026-11-20T08:00:00Z }
        """

    static var everythingBuilt: Scenario {
        let eight = SimulatedTime(milliseconds: 1_795_161_600_000)
        var scenario = Scenario(name: "all")
        scenario.description = "every key"
        scenario.seed = 12
        scenario.token = "secret"
        scenario.managedUser = "EA1"
        scenario.identity.id = 17293
        scenario.identity.name = "Acme"
        scenario.identity.refused = .forbidden
        scenario.retention = .seconds(30 * 86_400)
        scenario.repeats = .init(
            [.init(.succeed, weight: 3), .init(.failSame, weight: 2), .init(.stayPending)],
            after: .seconds(1) ... .seconds(2)
        )
        scenario.recipes = [recipe(eight)]
        scenario.recipeLists.pageSize = 50
        scenario.recipeLists.order = .ascending
        scenario.recipeLists.identifiers = .strings
        scenario.recipeLists.overlap = 3
        scenario.recipeLists.omits = Set(Scenario.RecipeListBehavior.Field.allCases)
        scenario.recipeLists.ignores = Set(Scenario.RecipeListBehavior.Parameter.allCases)
        scenario.folders = [.init(id: 7, name: "CRM"), .init(id: 8, name: "Old", parent: 7)]
        scenario.denied = [.recipes, .folders]
        scenario.deniedStatus = 403
        var token = Scenario.ResumeToken("tok", job: .init(recipe: 1, job: "j-2"))
        token.runs = .seconds(3) ... .seconds(3)
        scenario.resumeTokens = [token]
        scenario.behavior = habits
        scenario.limits.repeats = .init(2, per: .seconds(1), window: .fixed)
        scenario.limits.other = nil
        scenario.limits.resume = .init(100, per: .seconds(60))
        scenario.limits.recipes = .init(30, per: .seconds(60))
        scenario.limits.repeatsPerRecipe = true
        scenario.limits.countsRefused = true
        scenario.limits.retryAfter = .date
        scenario.limits.jobsPerRequest = 5
        scenario.limits.repeatsPerJob = 3
        scenario.latency = .init(base: .milliseconds(100), jitter: .milliseconds(50))
        scenario.latency.byKind[.repeat] = .init(base: .seconds(1))
        scenario.faults = [
            .init(.status(503, message: "busy", applied: .first(4)), on: .repeat, recipe: 1, when: .nth([2]), times: 1),
            .init(.html(502, applied: .all), when: .nth([1, 3])),
            .init(.garbage(), when: .from(3)),
            .init(.cut(bodyBytes: 7), when: .every(2)),
            .init(.close(applied: .none), when: .probability(0.5)),
            .init(.silence(applied: .all)),
            .init(.late(by: .seconds(5), silent: true)),
            .init(.omit(2, applied: .none)),
            .init(.throttle(.date(2))),
            .init(.throttle(.seconds(2))),
            .init(.throttle()),
            .init(.refuseConnection),
            .init(.unauthorized),
            .init(.slow(.seconds(3))),
        ]
        let new = Scenario.JobGroup(.failed, count: 2, from: .fromStart(.zero), until: .fromStart(.seconds(5)))
        scenario.scheduledEvents = [
            .init(.repeatJobs(recipe: 1, jobs: ["j-1"]), .time(.fromStart(.seconds(30)))),
            .init(.repeatRandom(recipe: 1, count: 3), .request(.repeat, nth: 2)),
            .init(.jobs(recipe: 1, new), .time(.fromStart(.zero))),
            .init(.sweep(before: .at(eight)), .time(.fromStart(.seconds(-3600)))),
        ]
        return scenario
    }

    private static func recipe(_ eight: SimulatedTime) -> Scenario.Recipe {
        var kind = Scenario.ErrorKind(type: "T", message: "m", adapter: "a", weight: 4)
        (kind.text, kind.innerMessage, kind.title, kind.repeats) = ("x", "i", "tt", .always(.failSame))
        kind.step = 3
        var group = Scenario.JobGroup(
            .failed,
            count: 20,
            from: .at(eight),
            until: .fromStart(.seconds(-3600)),
            errors: [kind]
        )
        group.duration = .milliseconds(10) ... .milliseconds(20)
        group.title = "t"
        (group.recovered, group.failedAgain, group.inFlight, group.erased) = (1, 2, 1, 1)
        (group.pollErrors, group.testJobs, group.atRepeatLimit, group.refused) = (1, 1, 1, 1)
        group.inFlightEnds = .always(.succeed)
        group.refusal = .init(typeID: "err.x", message: "no")
        group.repeatedAfter = .seconds(60) ... .seconds(120)
        group.calledBy = 1
        var job = Scenario.Job(
            "j-1",
            startedAt: .fromStart(.seconds(-7200)),
            title: "one",
            error: .init(type: "", message: "plain text")
        )
        job.completedAt = .at(eight + .seconds(3600))
        job.root = .init(recipe: 9, job: "j-8")
        job.caller = .init(recipe: 9, job: "j-9")
        (job.isTest, job.isPollError, job.isErased, job.earlierRepeats) = (true, true, true, 5)
        var outcome = Scenario.Outcome(
            [.init(.fail(.init(type: "F", message: "f", weight: 2)), weight: 2)]
        )
        outcome.sequence = [.failSame]
        job.outcome = outcome
        job.refusal = .init(typeID: "err.y", message: "never")
        var second = Scenario.Job("j-2", .pending, repeats: "j-1")
        second.ends = .always(.succeed, after: .seconds(5) ... .seconds(5))
        var recipe = Scenario.Recipe(id: 1, jobs: [job, second], groups: [group])
        recipe.facts.name = "Orders"
        recipe.facts.folder = 8
        recipe.facts.adapters = ["clock", "salesforce"]
        recipe.facts.tags = ["orders"]
        (recipe.facts.succeededCount, recipe.facts.failedCount) = (12, 3)
        recipe.facts.lastRun = .at(.fromStart(.seconds(-7200)))
        recipe.concurrency = 2
        recipe.keepsTriggerData = false
        recipe.isRunning = false
        recipe.repeats = .always(.stayPending)
        return recipe
    }

    private static var habits: Scenario.UndocumentedBehavior {
        var habits = Scenario.UndocumentedBehavior()
        habits.pageSize = 10
        habits.order = .completedAt
        habits.direction = .oldestFirst
        habits.repeatsPlace = .besideMaster
        habits.masterID = .alias
        habits.idSuffix = "-CD"
        habits.timestamps = .pacific
        habits.errors = .json
        habits.tellsScopeCount = false
        habits.itemsKey = "result"
        habits.filteredCursor = .badRequest
        habits.unknownCursor = .notFound
        habits.stumble = .init(page: 3, restarts: true, times: 2)
        habits.overlap = 2
        habits.ignoredFilters = [.status, .rerunOnly]
        habits.rerunOnly = .both
        habits.statusListsRepeats = false
        habits.visibleAfter = .seconds(1) ... .seconds(2)
        habits.previousPage = .nearestFirst
        habits.repeatOfPending = .refuse
        habits.repeatOfTest = .refuse
        habits.repeatLimitCode = "err.full"
        return habits
    }
}
