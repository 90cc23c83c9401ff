import RedriveCore

extension RunState {
    /// `crm-outage, plan 3fa9c1d27b40`, and that it is a simulation if it is one.
    var title: Line {
        let simulated: Line = plan.header.simulated.map { "\(Line("SIMULATION", .caution)) (\($0)): " } ?? ""
        return "\(simulated)\(plan.header.name, .bold), plan \(planID)"
    }

    /// How the last process ended, as the end of a headline; nil if it has recorded no end.
    var endingWords: Line? {
        switch ending {
        case .finished: finishedWords
        case .guardTripped: "\("stopped by a guard", .bad)"
        case .interrupted: interruptedWords
        case .unreachable(let why):
            "\("stopped: the API cannot be reached or does not answer as documented", .bad): \(why)"
        case .unauthorized(let why): "\("stopped: the token is not accepted", .bad): \(why)"
        case nil: nil
        }
    }

    /// What is left to decide comes first: a run that ended is not over while a person has to look.
    private var finishedWords: Line {
        let undecided = jobs.count { $0.jobClass == .held || $0.jobClass == .unknown }
        guard undecided > 0 else {
            let failed = RunTotals(self).notRecovered
            return failed == 0
                ? "\("finished", .good)"
                : "finished; \(Line("\(Wording.count(failed, "job")) did not recover", .bad))"
        }
        let needs = undecided == 1 ? "job needs" : "jobs need"
        return "\(Line("ended: \(Wording.count(undecided)) \(needs) your decision", .caution))"
    }

    private var interruptedWords: Line {
        if let seconds = settings.maxDurationReached {
            return "\(Line("stopped after \(Wording.time(.seconds(seconds))) (--max-duration)", .caution))"
        }
        return "\("stopped by a person or a signal", .caution)"
    }
}
