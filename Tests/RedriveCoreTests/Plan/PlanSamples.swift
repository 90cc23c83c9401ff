import RedriveTestSupport
import RedriveCore
import WorkatoJobs

/// Plans for tests.
enum PlanSamples {
    static let now = Timestamp(milliseconds: 1_790_000_000_000)

    static func step(_ name: String, recipes: [RecipeID] = [11, 22]) -> PlannedStep {
        PlannedStep(
            name: name,
            kind: .repeatJobs(PlannedRepeats(recipes: recipes, window: TimeWindow(until: now)))
        )
    }

    static func header(_ steps: [PlannedStep]) -> PlanHeader {
        PlanHeader(
            name: "sample",
            createdAt: now,
            version: "1.0",
            workspace: Workspace(url: "https://example.invalid"),
            steps: steps
        )
    }

    static func job(
        _ step: Int,
        _ recipe: RecipeID,
        _ name: String,
        signature: Int? = nil,
        end: Int64? = nil
    ) -> PlannedJob {
        PlannedJob(
            step: step,
            recipe: recipe,
            master: JobID(text: "j-\(name)"),
            newestAttempt: JobID(text: "j-\(name)"),
            completedAt: end.map(Timestamp.init(milliseconds:)),
            signature: signature
        )
    }

    /// A plan with everything in it that a file can say, from a seed.
    static func random(_ seed: UInt64) -> Plan {
        var chance = Chance(seed: seed)
        let steps = (0..<chance.number(1...3)).map { number -> PlannedStep in
            var repeats = PlannedRepeats(recipes: [11, 22, 33], window: TimeWindow(until: now))
            repeats.window.since = chance.happens(50) ? now - .seconds(chance.number(1...1_000_000)) : nil
            repeats.status = chance.pick(JobQuery.Status.allCases)
            repeats.window.clock = chance.pick(TimeWindow.Clock.allCases)
            repeats.include = Set(LeftOutReason.allCases.filter { $0.canBeIncluded && chance.happens(30) })
            repeats.order = chance.pick(JobQuery.Order.allCases)
            var conduct = StepConduct()
            conduct.verifyWithin = chance.happens(50) ? .milliseconds(chance.number(0...9_999_999)) : nil
            conduct.guards = chance.pick([
                .off, .default,
                Guards(failedAgain: .jobs(3), refused: .percent(1), sameError: 5, unknown: .jobs(2), minSample: 7),
            ])
            conduct.pace = chance.happens(50) ? Rate(count: chance.number(1...999), per: .seconds(60)) : nil
            conduct.onFailure = chance.pick(StepConduct.OnFailure.allCases)
            return PlannedStep(name: "step \"\(number)\"", kind: .repeatJobs(repeats), conduct: conduct)
        }
        var plan = Plan(header: header(steps))
        plan.header.description = chance.happens(50) ? text(&chance) : nil
        plan.header.reason = chance.happens(50) ? text(&chance) : nil
        plan.header.onUnknown = chance.pick(OnUnknown.allCases)
        plan.header.simulated = chance.happens(20) ? "world.yaml" : nil
        plan.header.workspace.token = chance.happens(50) ? .file("/run/secrets/t") : .environment("T")
        plan.header.workspace.retention = chance.happens(50) ? .seconds(86_400) : nil
        plan.header.workspace.dataCenter = chance.happens(50) ? .eu : nil
        plan.header.workspace.name = chance.happens(50) ? text(&chance) : nil
        plan.signatures = (0..<chance.number(0...4)).map { _ in
            ErrorSignature(
                recipe: 11,
                adapter: chance.happens(50) ? text(&chance) : nil,
                errorType: chance.happens(50) ? text(&chance) : nil,
                message: text(&chance)
            )
        }
        for step in steps.indices {
            for number in 0..<chance.number(0...20) {
                var job = job(step, chance.pick([11, 22, 33]), "\(step)-\(number)")
                job.startedAt = chance.happens(80) ? now - .milliseconds(chance.number(0...100_000_000)) : nil
                job.completedAt = chance.happens(80) ? now : nil
                job.signature =
                    plan.signatures.isEmpty || chance.happens(20) ? nil : chance.number(0...plan.signatures.count - 1)
                job.earlierRepeats = chance.number(0...100)
                job.title = chance.happens(30) ? text(&chance) : nil
                plan.jobs.append(job)
            }
            for number in 0..<chance.number(0...5) {
                let id = JobID(text: "j-left\(number)")
                plan.leftOut.append(
                    LeftOutJob(
                        step: step,
                        recipe: 22,
                        master: id,
                        newestAttempt: id,
                        reason: chance.pick(LeftOutReason.allCases)
                    )
                )
            }
        }
        plan.header.maxJobs = chance.happens(50) ? max(plan.jobs.count, 1) + chance.number(0...5000) : nil
        plan.listings = [
            RecipeListing(recipe: 11, list: .jobs, requests: 3, rows: 70, completeness: .order),
            RecipeListing(recipe: 11, list: .repeats, requests: 1, rows: 0, completeness: .endOfList),
            RecipeListing(recipe: 11, list: .details, requests: 5, rows: 4, completeness: .endOfList),
        ]
        plan.warnings = (0..<chance.number(0...2)).map { _ in text(&chance) }
        return plan
    }

    private static func text(_ chance: inout Chance) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "ß", "\"", "\\", "\n", "\u{0}", "\u{1b}", "€", "😀", " ", "/", "\u{2028}", "}",
        ]
        return String(String.UnicodeScalarView((0..<chance.number(0...12)).map { _ in chance.pick(scalars) }))
    }
}
