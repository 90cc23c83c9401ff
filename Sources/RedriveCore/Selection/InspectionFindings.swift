import OrderedCollections
import WorkatoJobs

/// How many steps a failed job ran; only counts, no run-time data.
struct StepsRun: Sendable, Hashable {
    /// The step that failed, from 1; the trigger is 0.
    let failing: Int
    /// Steps before it that had succeeded, each once, without the trigger: a repeat starts with the trigger's data.
    let succeeded: Int

    /// The steps of a job, from its lines; nil if the lines do not say which step failed, or if it was the trigger.
    ///
    /// A step in a loop has several lines. An error that the recipe handled is followed by more lines, and at the end by
    /// another error.
    init?(_ lines: [JobLine]) {
        guard let last = lines.lastIndex(where: \.hasError), let failing = lines[last].recipeLineNumber, failing >= 1
        else { return nil }
        var steps: Set<Int> = []
        for line in lines[..<last] where !line.hasError {
            if let number = line.recipeLineNumber, number >= 1, number != failing { steps.insert(number) }
        }
        self.failing = failing
        succeeded = steps.count
    }

    /// Whether all steps before the failing one had succeeded, so that they can be named by their numbers.
    var isEveryStepBefore: Bool { succeeded == failing - 1 }
}

/// What was found by reading jobs one by one.
struct InspectionFindings: Sendable {
    /// The most errors that get a warning of their own; the others share one.
    static let mostErrors = 5
    /// The longest message that a warning shows, in characters; a longer one is cut.
    static let longestMessage = 60

    private struct Group: Hashable {
        var reading: Int
        var signature: Int32
    }

    private struct ErrorFindings {
        var recipe: RecipeID
        var jobs = 0
        var steps: [StepsRun] = []
    }

    private struct RecipeFindings {
        /// Jobs that are to be read; more may follow.
        var planned = 0
        var requests = 0
        var jobs = 0
        var unread: [(job: JobID, why: String)] = []
    }

    // In the order in which jobs were asked for, so that the order of the answers makes no difference.
    private var recipes: OrderedDictionary<RecipeID, RecipeFindings> = [:]
    private var errors: OrderedDictionary<Group, ErrorFindings> = [:]
    private(set) var tests = 0
    /// Jobs that were read.
    private(set) var jobs = 0

    /// A job is to be read.
    mutating func planned(_ target: JobInspection.Target) {
        recipes[target.recipe, default: RecipeFindings()].planned += 1
        guard let signature = target.signature else { return }
        let group = Group(reading: target.reading, signature: signature)
        guard errors[group] == nil else { return }
        errors[group] = ErrorFindings(recipe: target.recipe)
    }

    /// A job was read.
    mutating func read(_ target: JobInspection.Target, isTest: Bool, _ steps: StepsRun?) {
        recipes[target.recipe]?.requests += 1
        recipes[target.recipe]?.jobs += 1
        jobs += 1
        if isTest { tests += 1 }
        guard !isTest, let signature = target.signature else { return }
        let group = Group(reading: target.reading, signature: signature)
        errors[group]?.jobs += 1
        if let steps { errors[group]?.steps.append(steps) }
    }

    /// A job could not be read.
    mutating func unread(_ target: JobInspection.Target, _ why: String) {
        recipes[target.recipe]?.requests += 1
        recipes[target.recipe]?.unread.append((target.attempt, why))
    }

    /// Requests for jobs of a recipe, the jobs that they showed, and how many jobs are to be read by now.
    func counts(of recipe: RecipeID) -> (requests: Int, jobs: Int, planned: Int) {
        (recipes[recipe]?.requests ?? 0, recipes[recipe]?.jobs ?? 0, recipes[recipe]?.planned ?? 0)
    }

    /// What it cost, for the plan.
    var listings: [RecipeListing] {
        recipes.map { recipe, findings in
            RecipeListing(
                recipe: recipe,
                list: .details,
                requests: findings.requests,
                rows: findings.jobs,
                completeness: .endOfList
            )
        }
    }
}

// MARK: in words

extension InspectionFindings {
    /// What the operator should know.
    ///
    /// - Parameter unreadTaken: jobs that the steps with `sample` take and that were not read.
    func warnings(_ readings: [RecipeReading], unreadTaken: Int) -> [String] {
        var warnings = unreadWarnings
        if tests > 0, unreadTaken > 0 {
            warnings.append(
                "\(tests) of the \(jobs) jobs read are test jobs; there may be more among the \(unreadTaken) that were "
                    + "not read: 'inspect: all' reads every job"
            )
        }
        return warnings + stepWarnings(readings)
    }

    private var unreadWarnings: [String] {
        recipes.compactMap { recipe, findings in
            let unread = findings.unread
            guard let first = unread.min(by: { $0.job < $1.job }) else { return nil }
            let which = unread.count == 1 ? "job '\(first.job)'" : "\(unread.count) jobs, '\(first.job)' first,"
            let stay = unread.count == 1 ? "it stays" : "they stay"
            return "recipe \(recipe): \(which) could not be read one by one (\(first.why)); \(stay) in the plan"
        }
    }

    private func stepWarnings(_ readings: [RecipeReading]) -> [String] {
        let found = errors.compactMap { group, error -> (count: Int, text: String)? in
            guard error.jobs > 0, let failing = Self.mostFrequent(error.steps) else { return nil }
            let same = error.steps.filter { $0.failing == failing && $0.succeeded > 0 }
            guard let most = same.map(\.succeeded).max() else { return nil }
            let again: String
            if !same.allSatisfy(\.isEveryStepBefore) {
                again = "up to \(most) \(most == 1 ? "step" : "steps") again that had succeeded"
            } else {
                again = most == 1 ? "step 1 again" : "steps 1 to \(most) again"
            }
            let which =
                error.jobs == 1
                ? "the one job read with this error" : "\(same.count) of the \(error.jobs) jobs read with this error"
            let name = Self.name(of: readings[group.reading].book.signatures[Int(group.signature)])
            let text =
                "recipe \(error.recipe), \(name): \(which) failed at step \(failing); "
                + "repeating runs \(again)"
            return (same.count, text)
        }
        let sorted = found.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element.text)
        guard sorted.count > Self.mostErrors else { return sorted }
        let more = sorted.count - Self.mostErrors
        return sorted.prefix(Self.mostErrors) + [
            "jobs with \(more) other \(more == 1 ? "error" : "errors") failed behind steps that had succeeded, too"
        ]
    }

    /// The step at which most jobs failed after other steps; of two, the later one, since a repeat runs more steps again.
    private static func mostFrequent(_ steps: [StepsRun]) -> Int? {
        var counts: [Int: Int] = [:]
        for step in steps where step.succeeded > 0 { counts[step.failing, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    private static func name(of signature: ErrorSignature) -> String {
        let text = signature.message.isEmpty ? signature.errorType ?? "" : signature.message
        guard !text.isEmpty else { return "an error without a message" }
        return text.count > longestMessage ? "'\(text.prefix(longestMessage - 1))…'" : "'\(text)'"
    }
}
