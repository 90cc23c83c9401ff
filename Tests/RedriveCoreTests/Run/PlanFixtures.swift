import RedriveCore
import Testing
import WorkatoJobs

/// A plan of jobs `j-<recipe>-<n>`, all of one step, failed at second n of 2026-11-20T08:00Z.
func makePlan(
    jobs counts: [Int: Int],
    onUnknown: OnUnknown = .resend,
    verifyWithin: Duration? = .seconds(600),
    guards: Guards = .off,
    pace: Rate? = nil,
    steps: Int = 1
) throws -> Plan {
    let outage = try #require(Timestamp(iso8601: "2026-11-20T08:00:00Z"))
    let recipes = try counts.keys.sorted().map { try #require(RecipeID("\($0)")) }
    let planSteps = (0..<steps).map { step in
        PlannedStep(
            name: "step-\(step + 1)",
            kind: .repeatJobs(
                PlannedRepeats(
                    recipes: recipes,
                    window: TimeWindow(since: outage, until: outage + .seconds(86_400))
                )
            ),
            conduct: StepConduct(verifyWithin: verifyWithin, guards: guards, pace: pace)
        )
    }
    let header = PlanHeader(
        name: "test",
        createdAt: outage + .seconds(90_000),
        version: "test",
        onUnknown: onUnknown,
        workspace: Workspace(url: "http://127.0.0.1:1"),
        steps: planSteps
    )
    var jobs: [PlannedJob] = []
    var signatures: [ErrorSignature] = []
    for (index, recipe) in recipes.enumerated() {
        signatures.append(ErrorSignature(recipe: recipe, adapter: "crm", errorType: "Timeout", message: "no answer"))
        for number in 0..<(counts[recipe.value] ?? 0) {
            let master = JobID(text: "j-\(recipe)-\(number)")
            let job = PlannedJob(
                step: number % steps,
                recipe: recipe,
                master: master,
                newestAttempt: master,
                startedAt: outage + .seconds(number),
                completedAt: outage + .seconds(number + 1),
                signature: index
            )
            jobs.append(job)
        }
    }
    jobs.sort { $0.step < $1.step }
    return Plan(header: header, signatures: signatures, jobs: jobs)
}

/// The id of job `number` of a recipe in `makePlan`.
func master(_ recipe: Int, _ number: Int) -> JobID { JobID(text: "j-\(recipe)-\(number)") }
