import RedriveCore
import WorkatoJobs

/// Canary, ramp and `max_pending` of one step, judged from the records and from the words of the product's page.
///
/// It shares no code with the run: groups, totals and stages are worked out here once more.
struct RolloutStory {
    private struct Group {
        var jobs: [RunStory.Job]
    }

    private let conduct: StepConduct
    /// The step's jobs, in the plan's order.
    private let jobs: [RunStory.Job]
    private let groups: [Group]
    private var isCanaryOver: Bool
    /// Groups whose canaries did not recover, until a person says otherwise.
    private var closed: Set<Int> = []
    private var isReleased = false
    private var canaries: Set<RunStory.Job> = []
    /// How many jobs the canary had sent when it ended.
    private var canariesSent = 0
    /// The stage of the ramp behind the last one that has ended.
    private var firstStage = 0
    private var takenBefore = 0
    private var recoveredBefore = 0
    /// Whether the step was stopped since nothing recovered in the stage that is under way.
    private var isStopped = false
    /// How many stages come before those of the ramp.
    private let stagesBefore: Int

    init(step: Int, plan: Plan) {
        conduct = plan.header.steps[step].conduct
        let planned = plan.jobs.filter { $0.step == step }
        let names = planned.map { RunStory.Job(recipe: $0.recipe.value, master: $0.master.text) }
        jobs = names
        isCanaryOver = conduct.rollout.canary == nil
        stagesBefore = isCanaryOver ? 0 : 1
        let signatures = Set(planned.map { $0.signature ?? -1 }).count
        var places: [String: Int] = [:]
        var groups: [Group] = []
        for (job, name) in zip(planned, names) {
            let key: String
            switch conduct.rollout.canary?.per {
            case .recipe: key = "recipe \(job.recipe)"
            case .errorSignature where signatures <= 50 && job.signature != nil: key = "\(job.signature ?? -1)"
            case .errorSignature: key = "recipe \(job.recipe)"
            case .step, nil: key = ""
            }
            if places[key] == nil {
                places[key] = groups.count
                groups.append(Group(jobs: []))
            }
            groups[places[key] ?? 0].jobs.append(name)
        }
        self.groups = groups
    }

    /// What is wrong with the intent to send these jobs, told before it is taken in.
    mutating func intend(_ sent: [RunStory.Job], _ story: RunStory) -> [String] {
        var findings: [String] = []
        if let most = conduct.maxPending, let recipe = sent.first?.recipe {
            let pending = jobs.count { $0.recipe == recipe && mayRun($0, story) }
            if pending + sent.count > most {
                findings.append(
                    "\(pending + sent.count) repeats of recipe \(recipe) may run, and max_pending is \(most)"
                )
            }
        }
        if !isCanaryOver {
            let allowed = Set(groups.flatMap { chosen($0, story) })
            if !allowed.isSuperset(of: sent) { findings.append("\(sent) are no canaries, and the canary is not over") }
            return findings
        }
        for (place, group) in groups.enumerated() where closed.contains(place) {
            for job in sent where group.jobs.contains(job) && !canaries.contains(job) {
                findings.append("\(job) is sent although its canaries have not recovered")
            }
        }
        // What was admitted once may be sent again, though a person's release has moved the totals since.
        guard !sent.allSatisfy(story.everSent.contains) else { return findings }
        let stage = stage(story)
        if stage < conduct.rollout.ramp.count, afterCanary(story).taken + sent.count > total(ofStage: stage, story) {
            findings.append("\(afterCanary(story).taken + sent.count) jobs are sent in stage \(stage + 1)")
        }
        return findings
    }

    /// What is wrong with jobs that are held since their canaries did not recover.
    mutating func hold(_ held: [RunStory.Job], _ story: RunStory) -> [String] {
        var findings: [String] = []
        if !isCanaryOver, closed.isEmpty { findings += judgeCanary(story) }
        for job in held {
            let place = groups.firstIndex { $0.jobs.contains(job) }
            if place.map({ !closed.contains($0) }) ?? true {
                findings.append("\(job) is held although more than half of its canaries have recovered")
            }
        }
        return findings
    }

    /// A person lets the closed groups go on.
    mutating func release() {
        closed = []
        isReleased = true
    }

    /// What is wrong with the end of a stage.
    mutating func end(_ ended: Record.StageEnded, _ story: RunStory) -> [String] {
        var findings: [String] = []
        let counts = counts(story)
        if counts.open > 0 {
            findings.append("stage \(ended.stage) ends although \(counts.open) repeats have no outcome")
        }
        if ended.sent != counts.taken || ended.recovered != counts.recovered {
            findings.append("stage \(ended.stage) has \(counts.taken) jobs and \(counts.recovered) recovered")
        }
        if !isCanaryOver {
            if ended.stage != 0 { findings.append("stage \(ended.stage) ends before the canary") }
            findings += judgeCanary(story)
            let passed = groups.indices.count { !closed.contains($0) }
            if ended.passed != passed || ended.closed != closed.count {
                findings.append("the canary has closed \(closed.count) groups, and \(passed) may go on")
            }
            isCanaryOver = true
            canariesSent = counts.taken
        } else {
            if ended.stage - stagesBefore != stage(story) {
                findings.append("stage \(stage(story)) ends as \(ended.stage - stagesBefore)")
            }
            if fails(counts), !isStopped { findings.append("a stage in which nothing recovered did not stop the step") }
            isStopped = false
            firstStage = ended.stage - stagesBefore + 1
        }
        (takenBefore, recoveredBefore) = (counts.taken, counts.recovered)
        return findings
    }

    /// What is wrong with a stop of the step since nothing recovered in a stage.
    mutating func stop(_ story: RunStory) -> [String] {
        isStopped = true
        let counts = counts(story)
        return fails(counts) && counts.open == 0 ? [] : ["the step is stopped although its stage did not fail"]
    }

    /// Whether the stage under way sent something, and nothing of it recovered.
    private func fails(_ counts: (taken: Int, open: Int, recovered: Int)) -> Bool {
        counts.taken > takenBefore && counts.recovered <= recoveredBefore
    }

    /// What is wrong with a stop of the step since repeats did not end.
    func stopForPending(_ story: RunStory) -> [String] {
        guard conduct.maxPending != nil else { return ["the step has no max_pending"] }
        let waiting = Set(
            jobs.filter { story.fates[$0] == .waiting && !story.skipped.contains($0.recipe) }.map(\.recipe)
        )
        let isHeldBack = jobs.contains { waiting.contains($0.recipe) && mayRun($0, story) }
        return isHeldBack ? [] : ["the step is stopped by max_pending although nothing is held back"]
    }

    // MARK: the canary

    /// The first jobs of a group that were sent, or can be.
    private func chosen(_ group: Group, _ story: RunStory) -> [RunStory.Job] {
        let most = conduct.rollout.canary?.jobs ?? 0
        return Array(
            group.jobs.filter { job in
                switch story.fates[job] {
                case .dropped, nil: false
                case .waiting: !story.skipped.contains(job.recipe)
                case .sent, .enqueued, .refused, .held: true
                }
            }
            .prefix(most)
        )
    }

    private mutating func judgeCanary(_ story: RunStory) -> [String] {
        var findings: [String] = []
        for (place, group) in groups.enumerated() {
            let chosen = chosen(group, story)
            canaries.formUnion(chosen)
            for job in chosen where story.fates[job] == .waiting || isOpen(job, story) {
                findings.append("canary \(job) has no outcome when others are sent or held")
            }
            let recovered = chosen.count { job in
                if case .enqueued(_, .recovered) = story.fates[job] { true } else { false }
            }
            if !chosen.isEmpty, !isReleased, recovered * 2 <= chosen.count { closed.insert(place) }
        }
        return findings
    }

    // MARK: the ramp

    /// The jobs that the canary has left open, and how many of them were sent.
    private func afterCanary(_ story: RunStory) -> (all: Int, taken: Int) {
        let held = jobs.count { story.heldByCanary.contains($0) }
        return (jobs.count - canariesSent - held, counts(story).taken - canariesSent)
    }

    /// The stage of the ramp that is under way; one that adds nothing is none.
    private func stage(_ story: RunStory) -> Int {
        var stage = firstStage
        while stage < conduct.rollout.ramp.count, total(ofStage: stage, story) <= takenBefore - canariesSent {
            stage += 1
        }
        return stage
    }

    private func total(ofStage stage: Int, _ story: RunStory) -> Int {
        switch conduct.rollout.ramp[stage] {
        case .jobs(let most): most
        case .percent(let share): max(1, afterCanary(story).all * share / 100)
        }
    }

    // MARK: counting

    private func counts(_ story: RunStory) -> (taken: Int, open: Int, recovered: Int) {
        var counts = (taken: 0, open: 0, recovered: 0)
        for job in jobs {
            if isTaken(job, story) { counts.taken += 1 }
            if isOpen(job, story) { counts.open += 1 }
            if case .enqueued(_, .recovered) = story.fates[job] { counts.recovered += 1 }
        }
        return counts
    }

    private func isTaken(_ job: RunStory.Job, _ story: RunStory) -> Bool {
        switch story.fates[job] {
        case .sent, .enqueued: true
        // A recipe that is gone refuses jobs that were never in a request.
        case .refused: story.everSent.contains(job)
        case .held: !story.heldByCanary.contains(job)
        case .waiting, .dropped, nil: false
        }
    }

    private func isOpen(_ job: RunStory.Job, _ story: RunStory) -> Bool {
        switch story.fates[job] {
        case .sent, .enqueued(_, nil): true
        case .waiting, .enqueued, .refused, .dropped, .held, nil: false
        }
    }

    private func mayRun(_ job: RunStory.Job, _ story: RunStory) -> Bool {
        switch story.fates[job] {
        case .sent: return true
        case .held: return !story.heldByCanary.contains(job)
        case .enqueued(_, let outcome):
            switch outcome {
            case .recovered, .failedSame, .failedOther: return false
            case .stillPending, .unverified, nil: return true
            }
        case .waiting, .refused, .dropped, nil: return false
        }
    }
}
