import RedriveCore
import WorkatoJobs

/// What a live run does with a command.
struct ControlView: ResultView {
    /// The command.
    let request: ControlRequest
    /// The answer.
    let reply: ControlReply
    /// The state file, as the command line names it.
    let path: String

    var completion: Completion { Completion() }

    func lines(on canvas: Canvas) -> [Line] { words.flatMap { $0.wrapped(to: canvas.columns) } }

    private var words: [Line] {
        if reply.result == .already { return [already] }
        let flight = reply.inFlight ?? 0
        let answered =
            flight == 0
            ? "nothing is in flight"
            : "\(Wording.count(flight, "request")) in flight \(flight == 1 ? "is" : "are") still answered"
        switch request.command {
        case .pause:
            return [
                "\("paused", .caution): nothing more is sent; \(answered)",
                "continue with: \(Shell.command(["redrive", "resume", Shell.file(path)]))",
            ]
        case .resume: return ["\("continued", .good): sending goes on"]
        case .stop:
            let ends: Line = "\("stopping", .caution): \(answered), then the run ends"
            guard reply.canResume ?? true else { return [ends] }
            return [ends, "continue it later with: \(Shell.command(["redrive", "resume", Shell.file(path)]))"]
        case .pace:
            let pace = request.pace.map { Wording.pace(Rate(count: $0.jobs, per: .seconds($0.seconds))) }
            let what = request.step.map { "step '\($0)'" } ?? "the run"
            return [
                "from its next request on, \(what) sends \(pace.map { "at \($0)" } ?? "as fast as the limits allow")"
            ]
        case .skip:
            return ["the rest of recipe \(request.recipe?.description ?? "") is not sent; \(answered)"]
        case .waiting: return (reply.waiting ?? []).map { Line($0) }
        }
    }

    private var already: Line {
        let who = reply.by.map { " by \($0.user) on \($0.host)" } ?? ""
        let since = reply.at.map { " since \($0.formatted(.seconds))" } ?? ""
        switch request.command {
        case .pause: return "the run was paused already\(who)\(since)"
        case .resume: return "the run is not paused"
        case .skip: return "the rest of recipe \(request.recipe?.description ?? "") was skipped already\(who)\(since)"
        case .stop, .pace, .waiting: return "it was so already"
        }
    }

    var events: [Event] {
        var members: JSONObject = [
            JSONMember(.command, .string(request.command.rawValue)),
            JSONMember(.result, .string(reply.result.rawValue)),
            JSONMember(.path, .string(path)),
        ]
        if let recipe = request.recipe { members.append(JSONMember(.recipeID, .int(recipe.value))) }
        if let step = request.step { members.append(JSONMember(.step, .string(step))) }
        if let inFlight = reply.inFlight { members.append(JSONMember(.inFlight, .int(inFlight))) }
        if let by = reply.by { members.append(JSONMember(.by, .object(JSONObject(by)))) }
        return [Event(.command, members)]
    }
}
