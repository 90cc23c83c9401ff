import RedriveCore
import WorkatoJobs

/// What the records of a run say, told anew one by one; a record that breaks a rule of the product is a finding.
///
/// It shares no code with the run: jobs, chunks, guards and steps are counted here once more, from the product's words.
struct RunStory {
    let plan: Plan
    /// `--max-drift` of every process; nil for none.
    let maxDrift: Int?
    /// When list requests of a recipe arrived, ascending.
    let lists: [Int: [Int64]]

    private(set) var findings: [RunChecker.Finding] = []
    private(set) var fates: [Job: Fate] = [:]
    /// How often a person let a job be sent again.
    private(set) var releases: [Job: Int] = [:]
    /// The outcomes, with their times.
    private(set) var outcomes: [(job: Job, new: String, outcome: Outcome, at: Int64)] = []

    /// Repeats that are said to be somebody else's.
    private(set) var others: [(job: Job, new: String)] = []

    /// Where the plan's tokens stand.
    var tokens: TokenStory
    /// Steps that are said to be over.
    var finished: Set<Int> = []
    var chunks: [Int: Chunk] = [:]
    var stepOf: [Job: Int] = [:]
    var guards: [GuardStory]
    var rollouts: [RolloutStory]
    /// Jobs that are held since their canaries did not recover.
    private(set) var heldByCanary: Set<Job> = []
    /// Jobs that were ever in a request.
    private(set) var everSent: Set<Job> = []
    /// Steps that a guard has stopped in this session.
    var tripped: Set<Int> = []
    private var session = 0
    private var sessionBegan: Int64 = 0
    private var only: [String]?
    private var onUnknown: OnUnknown
    /// The latest request of each recipe, by the place of its intent, of which a list has shown an acknowledged repeat.
    private var witnessed: [Int: Int] = [:]
    /// The longest time that a repeat took to appear in a list, in milliseconds.
    private var longestDelay: Int64 = 0
    /// Acknowledged repeats, with the place of the intent that they came from.
    private var acknowledged: [String: Int] = [:]
    private var intents = 0
    /// Recipes whose settling has had its witness.
    var witnessFor: Set<Int> = []
    var witnesses: Set<Int> = []
    /// Chunks of this process that are intended and not answered.
    private var inFlight: Set<Int> = []
    var isPaused = false
    /// Recipes that a person said are to be skipped.
    private(set) var skipped: Set<Int> = []
    var lostInARow = 0
    /// When the third answer in a row was lost.
    var waitsSince: Int64?

    init(plan: Plan, maxDrift: Int?, lists: [Int: [Int64]]) {
        self.plan = plan
        self.maxDrift = maxDrift
        self.lists = lists
        onUnknown = plan.header.onUnknown
        guards = plan.header.steps.map { GuardStory($0.conduct.guards) }
        tokens = TokenStory(plan)
        rollouts = plan.header.steps.indices.map { RolloutStory(step: $0, plan: plan) }
        for job in plan.jobs {
            let key = Job(recipe: job.recipe.value, master: job.master.text)
            fates[key] = .waiting
            stepOf[key] = job.step
        }
    }

    mutating func find(_ promise: RunChecker.Promise, _ detail: String) {
        findings.append(.init(promise: promise, detail: detail))
    }

    /// How many jobs are of each class.
    var counts: [JobClass: Int] {
        fates.values.reduce(into: [:]) { counts, fate in
            let jobClass: JobClass =
                switch fate {
                case .waiting: .notSent
                case .sent: .unknown
                case .enqueued: .enqueued
                case .refused: .refused
                case .dropped: .dropped
                case .held: .held
                }
            counts[jobClass, default: 0] += 1
        }
    }

    /// Takes one record in.
    mutating func tell(_ record: Record, at time: Int64) {
        switch record {
        case .session(let record): begin(record, at: time)
        case .intent(let intent): intend(intent, at: time)
        case .answered(let answer): take(answer, at: time)
        case .lost(let record): lose(record, at: time)
        case .notApplied(let record): revert(record)
        case .refused(let record):
            for master in record.masters { refuse(Job(recipe: record.recipe.value, master: master.text)) }
        case .settled(let record): settle(record, at: time)
        case .held(let record):
            if record.reason == .canary { holdForCanary(record) }
            set(record.recipe.value, record.masters, .held)
            if !isSettling(record.recipe.value) { lostInARow = 0 }
        case .released(let record):
            set(record.recipe.value, record.masters, .waiting)
            for master in record.masters { release(Job(recipe: record.recipe.value, master: master.text)) }
        case .dropped(let record): drop(record)
        case .outcomes(let record): follow(record, at: time)
        case .witnessed(let record):
            let recipe = record.recipe.value
            longestDelay = max(longestDelay, Int64(record.delay))
            witnessed[recipe] = max(witnessed[recipe] ?? 0, acknowledged[record.new.text] ?? 0)
        case .guardTripped(let record): trip(record)
        case .others(let record):
            for job in record.jobs {
                others.append((Job(recipe: record.recipe.value, master: job.master.text), job.new.text))
            }
        case .commanded(let record): obey(record)
        case .stageEnded(let record):
            for detail in rollouts[record.step].end(record, self) { find(.rollout, detail) }
        case .listed(let record): checkOrder(of: record.step)
        case .token(let record): follow(record)
        case .stepFinished(let record): finished.insert(record.step)
        case .stepStarted, .throttled, .wholeList, .ended: break
        }
        note(record)
        for recipe in witnessFor where !isSettling(recipe) { witnessFor.remove(recipe) }
        waitsSince = lostInARow >= 3 ? waitsSince ?? time : nil
    }

    /// At most four requests are in doubt at any moment.
    private mutating func note(_ record: Record) {
        switch record {
        case .session:
            inFlight = []
            isPaused = false
        case .intent(let record):
            inFlight.insert(record.chunk)
            if inFlight.count > 4 { find(.inFlight, "chunks \(inFlight.sorted()) are in flight at once") }
        case .answered(let record): inFlight.remove(record.chunk)
        case .lost(let record): inFlight.remove(record.chunk)
        case .notApplied(let record): inFlight.remove(record.chunk)
        case .stepStarted, .dropped, .refused, .settled, .held, .released, .witnessed, .outcomes, .others, .throttled,
            .wholeList, .commanded, .token, .guardTripped, .stageEnded, .listed, .stepFinished, .ended:
            break
        }
    }

    private mutating func begin(_ record: Record.Session, at time: Int64) {
        session += 1
        sessionBegan = time
        only = record.only
        onUnknown = record.onUnknown ?? onUnknown
        lostInARow = 0
        for step in tripped { guards[step].continueStep() }
        tripped = []
    }

    /// Whether a lost answer of the recipe is not settled.
    func isSettling(_ recipe: Int) -> Bool {
        chunks.contains { number, chunk in
            chunk.recipe == recipe && chunk.lostAt != nil && chunk.jobs.contains { fates[$0] == .sent(chunk: number) }
        }
    }

    private mutating func intend(_ intent: Record.Intent, at time: Int64) {
        let jobs = intent.masters.map { Job(recipe: intent.recipe.value, master: $0.text) }
        checkOrder(of: intent.step)
        checkGuards(of: intent.step)
        checkSettling(intent)
        for detail in rollouts[intent.step].intend(jobs, self) { find(.rollout, "chunk \(intent.chunk): \(detail)") }
        if isPaused { find(.commands, "chunk \(intent.chunk) is intended although the run is paused") }
        if skipped.contains(intent.recipe.value) {
            find(.commands, "chunk \(intent.chunk) is intended although recipe \(intent.recipe) is skipped")
        }
        for job in jobs {
            guard stepOf[job] != nil else { find(.unplanned, "\(job) is intended"); continue }
            if fates[job] != .waiting {
                find(.twice, "\(job) is intended although it is \(String(describing: fates[job]))")
            }
            fates[job] = .sent(chunk: intent.chunk)
            everSent.insert(job)
        }
        intents += 1
        chunks[intent.chunk] = Chunk(
            step: intent.step,
            recipe: intent.recipe.value,
            jobs: jobs,
            session: session,
            intendedAt: time,
            isResend: chunks[intent.chunk]?.isResend ?? false,
            ordinal: intents
        )
    }

    private mutating func holdForCanary(_ record: Record.Held) {
        let jobs = record.masters.map { Job(recipe: record.recipe.value, master: $0.text) }
        for job in jobs where fates[job] != .waiting {
            find(.rollout, "\(job) is held for its canaries although it is \(String(describing: fates[job]))")
        }
        if let step = jobs.first.flatMap({ stepOf[$0] }) {
            for detail in rollouts[step].hold(jobs, self) { find(.rollout, detail) }
        }
        heldByCanary.formUnion(jobs)
    }

    /// A person lets a job go on; what its canaries held was never sent, so that it is not sent a second time.
    private mutating func release(_ job: Job) {
        guard heldByCanary.remove(job) != nil else { return releases[job, default: 0] += 1 }
        if let step = stepOf[job] { rollouts[step].release() }
    }

    private mutating func obey(_ record: Record.Commanded) {
        switch record.given.command {
        case .pause: isPaused = true
        case .resume: isPaused = false
        case .skip(let recipe): skipped.insert(recipe.value)
        case .stop, .leave, .pace: break
        }
    }

    /// The next step begins when the one before it has been verified.
    mutating func checkOrder(of step: Int) {
        for earlier in 0..<step where !tripped.contains(earlier) {
            guard only?.contains(plan.header.steps[earlier].name) ?? true else { continue }
            let verifies = plan.header.steps[earlier].conduct.verifyWithin != nil
            let open = stepOf.first { job, own in
                guard own == earlier, !skipped.contains(job.recipe) || fates[job] != .waiting else { return false }
                switch fates[job] {
                case .waiting, .sent: return true
                case .enqueued(_, let outcome): return verifies && outcome == nil
                case .refused, .dropped, .held, nil: return false
                }
            }
            if let open { find(.order, "step \(step) sends although \(open.key) of step \(earlier) is open") }
            if let row = openToken(ofStep: earlier) {
                find(.order, "step \(step) begins although token \(row) of step \(earlier) is open")
            }
            if plan.header.steps[earlier].listing != nil, !finished.contains(earlier) {
                find(.order, "step \(step) begins although step \(earlier) has not listed its jobs")
            }
        }
    }

    private mutating func take(_ answer: Record.Answered, at time: Int64) {
        guard var chunk = chunks[answer.chunk] else { return find(.intent, "chunk \(answer.chunk) was never intended") }
        for result in answer.jobs {
            let job = Job(recipe: chunk.recipe, master: result.master.text)
            guard fates[job] == .sent(chunk: answer.chunk) else {
                find(.lost, "\(job) is answered although it is \(String(describing: fates[job]))")
                continue
            }
            guards[chunk.step].answered.insert(job)
            if result.enqueued, let new = result.new { acknowledged[new.text] = chunk.ordinal }
            if result.enqueued { fates[job] = .enqueued(result.new?.text, outcome: nil) } else { refuse(job) }
        }
        let unnamed = chunk.jobs.filter { fates[$0] == .sent(chunk: answer.chunk) }
        chunk.lostAt = unnamed.isEmpty ? nil : time
        chunks[answer.chunk] = chunk
        lostInARow = unnamed.isEmpty ? 0 : lostInARow + 1
        guards[chunk.step].becomeUnknown(unnamed)
    }

    private mutating func lose(_ record: Record.Lost, at time: Int64) {
        guard let chunk = chunks[record.chunk] else { return find(.intent, "chunk \(record.chunk) was never intended") }
        chunks[record.chunk]?.lostAt = time
        // A process does not count what an earlier one lost.
        if chunk.session == session { lostInARow += 1 }
        guards[chunk.step].becomeUnknown(chunk.jobs)
    }

    private mutating func revert(_ record: Record.NotApplied) {
        guard let chunk = chunks[record.chunk] else { return find(.intent, "chunk \(record.chunk) was never intended") }
        for job in chunk.jobs { fates[job] = .waiting }
        if witnesses.remove(record.chunk) != nil { witnessFor.remove(chunk.recipe) }
        switch record.reason {
        case .badRequest, .notFound: lostInARow = 0
        case .notSent, .cancelled, .throttled, .unauthorized: break
        }
    }

    private mutating func refuse(_ job: Job) {
        fates[job] = .refused
        guard let step = stepOf[job] else { return }
        guards[step].answered.insert(job)
        guards[step].refused += 1
    }

    private mutating func settle(_ record: Record.Settled, at time: Int64) {
        guard let chunk = chunks[record.chunk] else { return find(.intent, "chunk \(record.chunk) was never intended") }
        for found in record.found {
            fates[Job(recipe: chunk.recipe, master: found.master.text)] = .enqueued(found.new.text, outcome: nil)
        }
        if !record.found.isEmpty { checkDelay(of: record, chunk, at: time) }
        if !record.notApplied.isEmpty {
            checkEvidence(chunk, number: record.chunk, at: time)
            set(chunk.recipe, record.notApplied, .waiting)
            chunks[record.chunk]?.isResend = true
        }
        if !isSettling(chunk.recipe) { lostInARow = 0 }
    }

    /// What is found although a complete look after the server's time had missed it shows how far lists are behind.
    private mutating func checkDelay(of record: Record.Settled, _ chunk: Chunk, at time: Int64) {
        guard let delay = record.delay else { return }
        longestDelay = max(longestDelay, Int64(delay))
        let begin = chunk.session == session ? chunk.lostAt ?? chunk.intendedAt : sessionBegan
        if Int64(delay) < time - begin {
            find(.evidence, "chunk \(record.chunk): \(delay) ms are less than the \(time - begin) ms since its loss")
        }
    }

    /// That nothing was applied is believed only after the server's time, counted from the loss, two looks, and with a witness
    /// that was requested after the lost request, whose delay three times is over; and only once.
    private mutating func checkEvidence(_ chunk: Chunk, number: Int, at time: Int64) {
        let workspace = plan.header.workspace
        if onUnknown == .hold { find(.evidence, "chunk \(number) is sent again although the runbook says hold") }
        if !witnessed.values.contains(where: { $0 > chunk.ordinal }) {
            find(.evidence, "chunk \(number) is sent again without a witness that is younger than it")
        }
        if chunk.isResend { find(.evidence, "chunk \(number) is sent again a second time") }
        let begin = chunk.session == session ? chunk.lostAt ?? chunk.intendedAt : sessionBegan
        let over = begin + Int64(workspace.serverTimeout / .milliseconds(1))
        let looks = (lists[chunk.recipe] ?? []).filter { $0 >= over && $0 <= time }
        let apart = (looks.last ?? 0) - (looks.first ?? 0)
        if looks.isEmpty || apart < Int64(workspace.settle / .milliseconds(1)) {
            find(
                .evidence,
                "chunk \(number) is sent again after looks at \(looks), the server's time being over at \(over)"
            )
        }
        if !looks.contains(where: { $0 >= over + 3 * (longestDelay - 1) }) {
            find(.evidence, "chunk \(number) is sent again although lists are \(longestDelay) ms behind")
        }
    }

    private mutating func drop(_ record: Record.Dropped) {
        for dropped in record.jobs {
            let job = Job(recipe: record.recipe.value, master: dropped.master.text)
            if fates[job] != .waiting {
                find(.lost, "\(job) is dropped although it is \(String(describing: fates[job]))")
            }
            fates[job] = .dropped
        }
        guard let maxDrift, let first = record.jobs.first,
            let step = stepOf[Job(recipe: record.recipe.value, master: first.master.text)]
        else { return }
        let all = stepOf.filter { $0.key.recipe == record.recipe.value && $0.value == step }.keys
        let dropped = all.count { fates[$0] == .dropped }
        if dropped * 100 > maxDrift * all.count {
            find(
                .drift,
                "\(dropped) of \(all.count) jobs of recipe \(record.recipe) are dropped, and the bound is \(maxDrift)%"
            )
        }
    }

    private mutating func follow(_ record: Record.Outcomes, at time: Int64) {
        for outcome in record.jobs {
            let job = Job(recipe: record.recipe.value, master: outcome.master.text)
            guard case .enqueued(let new, _) = fates[job] else {
                find(.outcome, "\(job) has an outcome although it is \(String(describing: fates[job]))")
                continue
            }
            let own = outcome.new?.text ?? new
            fates[job] = .enqueued(own, outcome: outcome.outcome)
            if let own { outcomes.append((job, own, outcome.outcome, time)) }
            if let step = stepOf[job] { guards[step].follow(outcome.outcome, outcome.signatureAfter) }
        }
    }

    private mutating func set(_ recipe: Int, _ masters: [JobID], _ fate: Fate) {
        for master in masters { fates[Job(recipe: recipe, master: master.text)] = fate }
    }
}
