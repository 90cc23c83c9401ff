import RedriveCore
import WorkatoJobs

extension JSONObject {
    /// How many jobs there are, each class, and `outcomes`.
    init(_ tally: JobTally) {
        let listed = JobClass.summaryOrder.filter { $0 != .resumed || tally.count($0) > 0 }
        let classes = listed.map { JSONMember(name: $0.rawValue, .int(tally.count($0))) }
        let outcomes = Outcome.summaryOrder.map { JSONMember(name: $0.rawValue, .int(tally.count($0))) }
        self = [JSONMember(.planned, .int(tally.planned))] + classes + [JSONMember(.outcomes, .object(outcomes))]
    }
}

extension JSONValue {
    /// The steps of a run, in order: name, status and counts of each.
    static func steps(of state: RunState) -> [JSONValue] {
        zip(state.steps.indices, state.stepTallies).map { index, tally in
            let name = JSONMember(.step, .string(state.plan.header.steps[index].name))
            let status = JSONMember(.status, .string(state.steps[index].stage.name))
            return .object([name, status] + JSONObject(tally))
        }
    }

    /// What the jobs came to that had failed with one error.
    static func signature(_ group: SignatureOutcomes) -> JSONValue {
        let outcomes = Outcome.summaryOrder.filter { group.outcomes[$0] != nil }.map {
            JSONMember(name: $0.rawValue, .int(group.outcomes[$0] ?? 0))
        }
        let after = group.others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { words, count in
            JSONValue.object([JSONMember(.signature, .string(words)), JSONMember(.jobs, .int(count))])
        }
        return .object([
            JSONMember(.before, .string(group.words)), JSONMember(.jobs, .int(group.total)),
            JSONMember(.recipes, .array(group.recipes.sorted().map { .int($0.value) })),
            JSONMember(.outcomes, .object(outcomes)), JSONMember(.otherErrors, .array(after)),
        ])
    }
}

extension StepProgress.Stage {
    /// The name in JSON.
    var name: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        case .tripped: "stopped"
        case .finished: "finished"
        }
    }

    /// The stage in words.
    var words: Line {
        switch self {
        case .waiting: "not begun"
        case .running: "under way"
        case .tripped(let guardName, _): "\("stopped", .bad) by its guard \(guardName)"
        case .finished: "done"
        }
    }
}
