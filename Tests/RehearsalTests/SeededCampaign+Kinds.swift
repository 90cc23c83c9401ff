import RedriveCore
import RedriveTestSupport
import Transport
import WorkatoJobs
import WorkatoSimulator

extension SeededCampaign {
    /// Where lists are saved, by the place of their step.
    static func listPath(_ place: Int) -> String { "list-\(place).csv" }

    /// In two of three campaigns, steps that list jobs and steps that resume suspended ones stand before, between and behind those that repeat.
    ///
    /// From a generator of its own, so that the rest of a seed's campaign stays as it was before there were other kinds of steps.
    mutating func addKinds(seed: UInt64) {
        var chance = Chance(seed: seed &+ 333_001)
        guard chance.happens(67) else { return }
        for number in 0..<Int.random(in: 1...3, using: &chance) {
            let place = Int.random(in: 0...seeded.plan.header.steps.count, using: &chance)
            let step = chance.happens(60) ? list(number, &chance) : resume(number, &chance)
            insert(step, at: place, &chance)
        }
        for number in seeded.plan.header.steps.indices { addTokens(toStep: number, &chance) }
        // An empty list of another recipe cannot be told from an empty list of this one.
        seeded.scenario.faults.removeAll { $0.effect == .otherRecipe }
        for _ in 0..<Int.random(in: 0...2, using: &chance) {
            let when = Scenario.Fault.Occurrence.nth([Int.random(in: 1...6, using: &chance)])
            seeded.scenario.faults.append(.init(Self.tokenFault(&chance), on: .resume, when: when))
        }
        if chance.happens(30) { seeded.scenario.behavior.resumeRefusal = .again }
    }

    private static func tokenFault(_ chance: inout Chance) -> Scenario.Fault.Effect {
        let late = Duration.seconds(Int.random(in: 1...38, using: &chance))
        return chance.pick(
            [
                .close(applied: .all), .close(applied: .none), .silence(applied: .all), .status(502, applied: .all),
                .status(422, message: "no"), .garbage(applied: .all), .late(by: late, applied: .all),
                .throttle(.seconds(2)), .refuseConnection,
            ],
            otherwise: .close(applied: .all)
        )
    }

    private func list(_ number: Int, _ chance: inout Chance) -> PlannedStep {
        let recipes = seeded.scenario.recipes.compactMap { RecipeID($0.id) }
        let listing = JobListing(
            source: .recipes(chance.happens(60) ? recipes : [recipes[0]]),
            status: chance.pick([.failed, .failed, .succeeded, .pending, .any], otherwise: .failed),
            limit: chance.happens(15) ? Int.random(in: 1...30, using: &chance) : nil,
            save: SavedListing(
                path: Self.listPath(number),
                columns: [.recipeID, .jobID, .masterJobID, .status, .signature]
            )
        )
        return PlannedStep(
            name: "list \(number)",
            kind: .listJobs(listing),
            conduct: .ofListing(onFailure: chance.happens(50) ? .continue : .stop)
        )
    }

    private func resume(_ number: Int, _ chance: inout Chance) -> PlannedStep {
        let file = PinnedFile(
            path: "/waiting-\(number).csv",
            sha256: String(repeating: "\(number)", count: 64),
            bytes: 1
        )
        var guards = Guards.off
        if chance.happens(30) {
            guards.refused = .jobs(Int.random(in: 1...4, using: &chance))
            guards.unknown = chance.happens(50) ? .jobs(Int.random(in: 1...4, using: &chance)) : nil
        }
        return PlannedStep(
            name: "resume \(number)",
            kind: .resumeJobs(TokensSource(file: file)),
            conduct: StepConduct(
                verifyWithin: nil,
                guards: guards,
                pace: chance.happens(20)
                    ? Rate(count: Int.random(in: 6...600, using: &chance), per: .seconds(60)) : nil,
                onFailure: chance.happens(50) ? .continue : .stop
            )
        )
    }

    /// The jobs of later steps keep their steps; processes that run only some steps run the new one or not.
    private mutating func insert(_ step: PlannedStep, at place: Int, _ chance: inout Chance) {
        seeded.plan.header.steps.insert(step, at: place)
        for index in seeded.plan.jobs.indices where seeded.plan.jobs[index].step >= place {
            seeded.plan.jobs[index].step += 1
        }
        for index in turns.indices {
            if chance.happens(50) { turns[index].process.only?.append(step.name) }
            for command in turns[index].process.commands.indices {
                guard case .pace(let paced?, let rate) = turns[index].process.commands[command].given.command,
                    paced >= place
                else { continue }
                turns[index].process.commands[command].given.command = .pace(step: paced + 1, rate)
            }
        }
    }

    /// Good tokens, some of them used, expired, or known to nobody; half of the rows name their job.
    private mutating func addTokens(toStep number: Int, _ chance: inout Chance) {
        guard case .resumeJobs = seeded.plan.header.steps[number].kind else { return }
        let recipe = RecipeID(9_000 + number) ?? 9_000
        var jobs: [Scenario.Job] = []
        for row in 0..<Int.random(in: 1...12, using: &chance) {
            let text = "resume-token-\(number)-\(row)-9f2c"
            let id = "j-\(recipe)-\(row)"
            let start = SimulatedTime(milliseconds: (SeededWorld.begin - .seconds(7200 - row)).milliseconds)
            jobs.append(.init(id, .pending, startedAt: .at(start)))
            var token = Scenario.ResumeToken(
                chance.happens(10) ? "another-\(number)-\(row)" : text,
                job: .init(recipe: recipe.value, job: id)
            )
            token.state = chance.happens(10) ? chance.pick([.used, .expired], otherwise: .used) : .good
            seeded.scenario.resumeTokens.append(token)
            let names = chance.happens(50)
            seeded.plan.tokens.append(
                PlannedToken(
                    step: number,
                    row: TokenRow(
                        fingerprint: TokenFingerprint.of(text, runbook: seeded.plan.header.name),
                        line: row + 2,
                        recipe: names ? recipe : nil,
                        job: names ? JobID(text: id) : nil
                    )
                )
            )
            seeded.payloads.append((Secret(text), nil))
        }
        seeded.scenario.recipes.append(Scenario.Recipe(id: recipe.value, jobs: jobs))
    }
}
