package import WorkatoJobs

/// Turns a runbook into a plan: reads the lists, finds each master's newest attempt, and decides which jobs are taken.
///
/// Up to four recipes are read side by side, each only once for all steps, with the widest of their windows. Then the
/// recipes of calling jobs that were not seen are read, then single jobs if a step asks for that (`inspect`). At the end the
/// plan is made.
///
/// The machine only computes; its effects say what to request.
package struct PlanningStateMachine: Sendable {
    /// Recipes read at once.
    ///
    /// Source: docs/architecture.md.
    package static let recipesSideBySide = 4
    /// More named jobs than this in one recipe are looked for in a list first.
    static let namedJobsReadSingly = 10
    /// Planning takes in no more rows than this, over all lists: less than a gigabyte in memory.
    static let mostRows = 1_000_000

    private enum State: Sendable {
        /// Nothing was asked. Can transition to: readingRecipes, ended.
        case idle
        /// The runbook's recipes are being read. Can transition to: readingParents, inspecting, ended.
        case readingRecipes
        /// Recipes of calling jobs are being read. Can transition to: inspecting, ended.
        case readingParents
        /// Jobs are being read one by one. Can transition to: ended.
        case inspecting
        /// A plan or a failure was given. Can transition to: nothing.
        case ended
    }

    private var state = State.idle
    private var readings: [RecipeReading]
    /// The readings that wait for an answer, by request.
    private var waiting: [Int: Int] = [:]
    private var nextReading = 0
    private var nextID = 1
    private var done = 0
    /// The most rows that any page had.
    private var pageSize = 0
    /// How many rows arrived, over all lists.
    private var rows = 0
    private var assembly: PlanAssembly
    private var inspection: JobInspection
    private var effects: [PlanningEffect] = []

    /// Planning of a runbook whose queries for recipes are resolved (`RecipeResolutionStateMachine`).
    ///
    /// - Parameters:
    ///   - now: this machine's wall clock; what the plan's age and the retention count from.
    ///   - simulated: the path of the scenario; nil for a real workspace.
    ///   - withTitles: whether the plan keeps job titles.
    ///   - names: the names of recipes, as far as they are known.
    ///   - identity: the workspace of the token; nil if it is not known.
    package init(
        runbook: Runbook,
        version: String,
        now: Timestamp,
        simulated: String?,
        withTitles: Bool,
        names: [RecipeID: String] = [:],
        identity: WorkspaceIdentity? = nil
    ) {
        assembly = PlanAssembly(
            runbook: runbook,
            version: version,
            now: now,
            simulated: simulated,
            withTitles: withTitles,
            names: names,
            identity: identity
        )
        inspection = JobInspection(runbook)
        readings = ReadPlan.readings(of: runbook, withTitles: withTitles)
    }

    /// The first effects.
    ///
    /// To be called once.
    package mutating func begin() -> [PlanningEffect] {
        switch state {
        case .idle: break
        case .readingRecipes, .readingParents, .inspecting, .ended:
            preconditionFailure("planning begins once, not when it is \(state)")
        }
        state = .readingRecipes
        advance()
        return takeEffects()
    }

    /// The answer to the read with this id.
    ///
    /// After the end, answers are ignored.
    package mutating func answered(_ id: Int, _ answer: ReadReply) -> [PlanningEffect] {
        switch state {
        case .ended: return []
        case .idle: preconditionFailure("an answer arrived before planning began")
        case .inspecting:
            inspected(id, answer)
            return takeEffects()
        case .readingRecipes, .readingParents: break
        }
        guard let number = waiting.removeValue(forKey: id) else {
            preconditionFailure("answer \(id) arrived although nothing waits for it")
        }
        switch answer {
        case .page(let page):
            pageSize = max(pageSize, page.items.count)
            rows += page.items.count
            guard rows <= Self.mostRows else {
                end(.failed(.tooManyRows(rows)))
                return takeEffects()
            }
            perform(readings[number].received(page), of: number)
        case .job(let detail): perform(readings[number].received(detail), of: number)
        case .workspace: preconditionFailure("the token's workspace is not asked for by planning")
        case .failed(let failure): failed(number, failure)
        case .recipes, .recipe, .folders:
            preconditionFailure("\(answer) arrived although jobs were asked for")
        }
        return takeEffects()
    }

    private mutating func takeEffects() -> [PlanningEffect] {
        defer { effects.removeAll() }
        return effects
    }

    private mutating func failed(_ number: Int, _ failure: ReadError) {
        let recipe = readings[number].recipe
        if case .notFound = failure, let action = readings[number].notFound() { return perform(action, of: number) }
        if case .readingParents = state {
            assembly.parentUnreadable(recipe, failure)
            return finishReading(number)
        }
        end(recipe, failure)
    }

    private mutating func end(_ recipe: RecipeID, _ failure: ReadError) {
        switch failure {
        case .unauthorized(let server): end(.failed(.unauthorized(recipe, server: server)))
        case .notFound(let server): end(.failed(.recipeNotFound(recipe, server: server)))
        case .throttled(let server), .unreachable(let server): end(.failed(.unreachable(recipe, server: server)))
        }
    }

    private mutating func perform(_ action: RecipeReading.Action, of number: Int) {
        report(number)
        request(action, of: number)
    }

    private mutating func request(_ action: RecipeReading.Action, of number: Int) {
        let id = nextID
        switch action {
        case .list(let query): effects.append(.list(id: id, query))
        case .job(let job): effects.append(.job(id: id, readings[number].recipe, job))
        case .done: return finishReading(number)
        }
        nextID += 1
        waiting[id] = number
    }

    private mutating func finishReading(_ number: Int) {
        done += 1
        advance()
    }

    /// Begins readings while there is room for them, and goes on when all are done.
    private mutating func advance() {
        while waiting.count < Self.recipesSideBySide, nextReading < readings.count {
            let number = nextReading
            nextReading += 1
            readings[number].pageSize = pageSize
            let action = readings[number].begin()
            if case .done = action { done += 1 } else { request(action, of: number) }
        }
        guard done == readings.count else { return }
        switch state {
        case .readingRecipes: recipesRead()
        case .readingParents: inspect()
        case .idle, .inspecting, .ended: break
        }
    }

    private mutating func recipesRead() {
        let unknown = assembly.unknownJobs(in: readings)
        guard unknown.isEmpty else { return end(.failed(.unknownJobs(unknown))) }
        state = .readingParents
        assembly.recipesRead(&readings)
        readings += assembly.readingsOfParents(after: readings)
        advance()
    }

    // MARK: jobs one by one

    /// Asks for what is left to read of what the steps would take; when that is nothing, there is the plan.
    private mutating func inspect() {
        state = .inspecting
        guard inspection.isAskedFor else { return end(.finished(assembly.plan(from: &readings))) }
        let taken = assembly.taken(from: readings)
        if inspection.enqueue(taken, in: readings) { return readNextJobs() }
        var plan = assembly.plan(from: &readings)
        plan.listings += inspection.findings.listings
        plan.warnings += inspection.findings.warnings(readings, unreadTaken: inspection.unread(of: taken))
        end(.finished(plan))
    }

    private mutating func readNextJobs() {
        while let target = inspection.next(id: nextID) {
            effects.append(.job(id: nextID, target.recipe, target.attempt))
            nextID += 1
        }
        if inspection.isIdle { inspect() }
    }

    private mutating func inspected(_ id: Int, _ answer: ReadReply) {
        guard let target = inspection.answered(id) else {
            preconditionFailure("answer \(id) arrived although nothing waits for it")
        }
        switch answer {
        case .page, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("\(answer) arrived although a job was asked for")
        case .job(let detail):
            if !inspection.received(detail, target, in: readings[target.reading].book) {
                readings[target.reading].book.markTest(target.attempt)
            }
        case .failed(.notFound(let server)): inspection.notFound(target, server: server)
        case .failed(let failure): return end(target.recipe, failure)
        }
        let counts = inspection.findings.counts(of: target.recipe)
        effects.append(
            .progress(
                PlanningProgress(
                    recipe: target.recipe,
                    list: .details,
                    requests: counts.requests,
                    rows: counts.jobs,
                    expectedRows: counts.planned,
                    recipesDone: done,
                    recipes: readings.count
                )
            )
        )
        readNextJobs()
    }

    private mutating func end(_ effect: PlanningEffect) {
        state = .ended
        waiting.removeAll()
        effects.append(effect)
    }

    private mutating func report(_ number: Int) {
        let progress = readings[number].progress
        effects.append(
            .progress(
                PlanningProgress(
                    recipe: readings[number].recipe,
                    list: progress.list,
                    requests: progress.requests,
                    rows: progress.rows,
                    expectedRows: progress.expected,
                    recipesDone: done,
                    recipes: readings.count
                )
            )
        )
    }
}
