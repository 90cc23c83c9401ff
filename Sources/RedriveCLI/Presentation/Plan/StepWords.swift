import RedriveCore
import WorkatoJobs

/// What a step selects and how it is carried out, in words for people.
struct StepWords {
    private let step: PlannedStep
    private let repeats: PlannedRepeats?
    private let header: PlanHeader

    /// The words of a step of a plan that sends.
    ///
    /// - Parameter repeats: what the step repeats; nil for one that resumes jobs.
    init(_ step: PlannedStep, _ repeats: PlannedRepeats?, of header: PlanHeader) {
        self.step = step
        self.repeats = repeats
        self.header = header
    }

    /// The status and the window, as `failed, completed_at … to …`.
    ///
    /// Of a step that resumes jobs, where the tokens are.
    var window: String {
        guard let repeats else { return tokens }
        let since = repeats.window.since?.formatted(at: header.timeZone) ?? "the beginning"
        let until = repeats.window.until.formatted(at: header.timeZone)
        return "\(repeats.status.rawValue), \(repeats.window.clock.rawValue) \(since) to \(until)"
    }

    private var tokens: String {
        guard case .resumeJobs(let source) = step.kind else { return "" }
        let input = source.input.map { ", input '\($0)'" } ?? ""
        return "resumed by tokens from \(source.file.path)\(input)"
    }

    /// Which recipes were meant, and which of them were not listed and why; nil if they are listed by id.
    var recipes: String? { repeats?.limits.recipes?.words }

    /// What else had to hold of a job; nil for nothing.
    var conditions: String? {
        guard let repeats else { return nil }
        let limits = repeats.limits
        var parts = limits.conditions
        if let named = limits.namedJobs { parts.insert("\(Wording.count(named, "job")) named in the runbook", at: 0) }
        if limits.excludedJobs > 0 { parts.append("not \(Wording.count(limits.excludedJobs, "excluded job"))") }
        let included = LeftOutReason.allCases.filter(repeats.include.contains).map(\.words)
        if !included.isEmpty { parts.append("including jobs that are \(included.joined(separator: ", "))") }
        return parts.isEmpty ? nil : "only " + parts.joined(separator: "; ")
    }

    /// How many, in which order, how fast, until when, and what then.
    var conduct: String {
        [order, pace, pending, guards, following, lostAnswers, afterStop].compactMap { $0 }.joined(separator: " · ")
    }

    private var order: String? {
        guard let repeats else { return nil }
        let order =
            switch repeats.order {
            case .oldestFirst: "oldest first"
            case .newestFirst: "newest first"
            }
        var parts: [String] = []
        if let most = repeats.limits.jobs { parts.append("at most \(Wording.count(most))") }
        if let most = repeats.limits.jobsPerRecipe { parts.append("at most \(Wording.count(most)) per recipe") }
        return (parts + [order]).joined(separator: ", ")
    }

    private var pace: String? { step.conduct.pace.map { Wording.pace($0) } }

    private var pending: String? {
        step.conduct.maxPending.map { "at most \(Wording.count($0)) pending per recipe" }
    }

    /// What is sent before what, with the outcomes that are awaited in between; nil if everything goes at once, or there is nothing to send.
    ///
    /// - Parameter index: of the step in the plan.
    static func rollout(ofStep index: Int, in plan: Plan) -> String? {
        let conduct = plan.header.steps[index].conduct
        guard conduct.rollout != .immediate else { return nil }
        let stages = plan.stages(ofStep: index)
        guard !stages.isEmpty else { return nil }
        var sent = 0
        let parts = stages.enumerated().map { place, stage -> String in
            sent += stage.jobs
            let requests = Wording.count(stage.batches.count, "request")
            switch stage.kind {
            case .canary: return "first \(canary(index, in: plan, jobs: stage.jobs)) in \(requests)"
            case .ramp, .rest:
                let upTo = place == 0 ? "first \(Wording.count(stage.jobs, "job"))" : "up to \(Wording.count(sent))"
                return place == stages.count - 1 ? "all \(Wording.count(sent))" : upTo
            }
        }
        return parts.joined(separator: ", then ") + (stages.count > 1 ? "; outcomes are awaited in between" : "")
    }

    private static func canary(_ index: Int, in plan: Plan, jobs: Int) -> String {
        guard let canary = plan.header.steps[index].conduct.rollout.canary,
            let groups = CanaryGroups(ofStep: index, in: plan)
        else { return "" }
        let per =
            switch canary.per {
            case .errorSignature: groups.isByRecipeInstead ? "of each recipe (more than 50 errors)" : "of each error"
            case .recipe: "of each recipe"
            case .step: "of the step"
            }
        let short = groups.groups.count { $0.jobs.count < canary.jobs }
        let note =
            short == 0 ? "" : " (\(Wording.count(short)) of \(Wording.count(groups.groups.count, "group")) with fewer)"
        return "\(Wording.count(jobs, "canary job")), \(Wording.count(canary.jobs)) \(per)\(note),"
    }

    private var guards: String {
        let guards = step.conduct.guards
        var bounds: [String] = []
        if let bound = guards.failedAgain { bounds.append("\(Self.words(bound)) failed again") }
        if let bound = guards.refused { bounds.append("\(Self.words(bound)) refused") }
        if let bound = guards.sameError { bounds.append("\(Wording.count(bound)) with the same error") }
        if let bound = guards.unknown { bounds.append("\(Self.words(bound)) without an answer") }
        return bounds.isEmpty ? "no guards" : "stops at \(bounds.joined(separator: ", "))"
    }

    private static func words(_ threshold: Guards.Threshold) -> String {
        switch threshold {
        case .jobs(let count): Wording.count(count)
        case .percent(let share): "\(share)%"
        }
    }

    private var following: String? {
        guard repeats != nil else { return nil }
        return step.conduct.verifyWithin.map { "followed for \(Wording.time($0))" } ?? "outcomes not followed"
    }

    private var lostAnswers: String? {
        guard repeats != nil else { return "lost answers are never sent again" }
        return switch header.onUnknown {
        case .resend: nil
        case .hold: "lost answers held"
        }
    }

    private var afterStop: String? {
        switch step.conduct.onFailure {
        case .stop: nil
        case .continue: "after a stop, the next step"
        }
    }
}

extension ResolvedRecipes {
    /// Which recipes were meant, how many there are, and which of them were not listed and why.
    var words: String {
        let query = conditions.isEmpty ? "all" : conditions.joined(separator: ", ")
        var text = "recipes: \(query); \(Wording.count(matched, "recipe")) found"
        let parts = SkipReason.allCases.compactMap { reason in
            skipped[reason].map { "\(Wording.count($0)) \(reason.words)" }
        }
        if !parts.isEmpty { text += ", not listed: \(parts.joined(separator: ", "))" }
        return text
    }
}

extension ResolvedRecipes.SkipReason {
    /// The reason in words, after a count.
    var words: String {
        switch self {
        case .noFailedJobs: "without failed jobs"
        case .notRunSince: "that did not run in the window"
        }
    }
}
