import RedriveCore

/// The end of a rollout's stage, for people and scripts.
struct StageWords {
    private let record: Record.StageEnded
    private let rollout: Rollout
    private let held: Int

    /// - Parameter state: the state after the record.
    init(_ record: Record.StageEnded, _ state: RunState) {
        self.record = record
        rollout = state.plan.header.steps[record.step].conduct.rollout
        held =
            record.closed == nil
            ? 0
            : zip(state.jobs, state.plan.jobs).count { $0.0 == .held(.canary) && $0.1.step == record.step }
    }

    /// The words for a report, which lists what is held elsewhere.
    init(_ record: Record.StageEnded, _ rollout: Rollout) {
        self.record = record
        self.rollout = rollout
        held = 0
    }

    /// `canary: 2 of 3 groups go on; 1 is closed, and its 120 jobs are held`.
    var ended: Line {
        let outcomes = "\(Wording.count(record.recovered)) recovered, \(Wording.count(record.failed)) failed again"
        guard let closed = record.closed, let passed = record.passed else {
            let place = record.stage + (rollout.canary == nil ? 1 : 0)
            return
                "stage \(place) of \(rollout.ramp.count) has ended: \(Wording.count(record.sent, "job")) sent so far, \(outcomes)"
        }
        let groups = Wording.count(closed + passed, "group")
        guard closed > 0 else { return "canary: all \(groups) may go on (\(outcomes))" }
        let kept = held == 0 ? "" : "; \(Wording.count(held, "job")) held"
        return
            "canary: \(Wording.count(passed)) of \(groups) may go on, \(Wording.count(closed)) closed\(kept) (\(outcomes))"
    }

    /// The members of the event.
    var members: JSONObject {
        var members: JSONObject = [
            JSONMember(.stage, .int(record.stage)), JSONMember(.sent, .int(record.sent)),
            JSONMember(.recovered, .int(record.recovered)), JSONMember(.failedAgain, .int(record.failed)),
        ]
        if let passed = record.passed { members.append(JSONMember(.groupsPassed, .int(passed))) }
        if let closed = record.closed { members.append(JSONMember(.groupsClosed, .int(closed))) }
        return members
    }
}
