import RedriveCore

extension RunEnding {
    /// How the run ended, as the end of a headline.
    var words: Line {
        switch self {
        case .finished: "\("finished", .good)"
        case .guardTripped: "\("stopped by a guard", .bad)"
        case .interrupted: "\("interrupted", .caution)"
        case .unreachable(let why):
            "\("stopped: the API cannot be reached or does not answer as documented", .bad): \(why)"
        case .unauthorized(let why): "\("stopped: the token is not accepted", .bad): \(why)"
        }
    }
}

extension RunState {
    /// `crm-outage, plan 3fa9c1d27b40`, with the scenario if there is one.
    var title: Line {
        let simulated = plan.header.simulated.map { " (simulated by \($0))" } ?? ""
        return "\(plan.header.name, .bold), plan \(planID)\(simulated)"
    }
}
