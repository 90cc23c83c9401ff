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
    ///
    /// Whatever makes its exit status another one than 0 is said.
    private var finishedWords: Line {
        let totals = RunTotals(self)
        let undecided = totals.count(.held) + totals.count(.unknown)
        var parts: [Line] = []
        if undecided > 0 {
            let needs = undecided == 1 ? "job needs" : "jobs need"
            parts.append(Line("ended: \(Wording.count(undecided)) \(needs) your decision", .caution))
        } else if totals.notRecovered > 0 {
            parts = ["finished", Line("\(Wording.count(totals.notRecovered, "job")) did not recover", .bad)]
        }
        let lists = listWords
        if parts.isEmpty { parts.append(lists.isEmpty ? Line("finished", .good) : "finished") }
        return (parts + lists).joined(by: "; ")
    }

    /// Which lists broke off, and which are not proven complete.
    private var listWords: [Line] {
        let lists = zip(plan.header.steps, steps).compactMap { step, progress in
            progress.listed.map { (step: step.name, listed: $0) }
        }
        let broken = lists.filter { $0.listed.failure != nil }.map(\.step)
        let unproven = lists.filter { $0.listed.failure == nil && !$0.listed.isComplete }.map(\.step)
        var words: [Line] = []
        if !broken.isEmpty { words.append(Line("\(Self.lists(of: broken)) broke off", .bad)) }
        if !unproven.isEmpty {
            let verb = unproven.count == 1 ? "is" : "are"
            words.append(Line("\(Self.lists(of: unproven)) \(verb) not proven complete", .caution))
        }
        return words
    }

    private static func lists(of steps: [String]) -> String {
        steps.count == 1 ? "the list of step '\(steps[0])'" : "the lists of \(Wording.count(steps.count, "step"))"
    }

    private var interruptedWords: Line {
        if let seconds = settings.maxDurationReached {
            return "\(Line("stopped after \(Wording.time(.seconds(seconds))) (--max-duration)", .caution))"
        }
        return "\("stopped by a person or a signal", .caution)"
    }
}
