import RedriveCore
import WorkatoJobs

/// A command to a run, for people and scripts.
struct CommandWords {
    private let given: GivenCommand
    private let steps: [String]

    /// - Parameter state: the state of the run.
    init(_ given: GivenCommand, _ state: RunState) {
        self.given = given
        steps = state.plan.header.steps.map(\.name)
    }

    /// The command and who gave it: `paused by anna on ops-1: checking the CRM`; nil for a signal, which has been answered already.
    var taken: Line? {
        guard let author = given.author else { return nil }
        let who = " by \(author.user) on \(author.host)"
        let why = given.reason.map { ": \($0)" } ?? ""
        return Line("\(words)\(who)\(why)")
    }

    /// What it does, as a participle.
    var words: String {
        switch given.command {
        case .stop: "stopped"
        case .leave: "left at once"
        case .pause: "paused"
        case .resume: "continued"
        case .pace(let step, let rate):
            "pace\(step.map { " of step '\(steps[$0])'" } ?? "") set to \(rate.map(Wording.pace) ?? "the limits")"
        case .skip(let recipe): "the rest of recipe \(recipe) skipped"
        }
    }

    /// The command as an event.
    var event: Event {
        var members: JSONObject = [JSONMember(.command, .string(name))]
        switch given.command {
        case .pace(let step, let rate):
            if let step { members.append(JSONMember(.step, .string(steps[step]))) }
            members.append(JSONMember(.pace, .optional(rate.map(Wording.pace))))
        case .skip(let recipe): members.append(JSONMember(.recipeID, .int(recipe.value)))
        case .stop, .leave, .pause, .resume: break
        }
        if let author = given.author { members.append(JSONMember(.by, .object(JSONObject(author)))) }
        if let reason = given.reason { members.append(JSONMember(.reason, .string(reason))) }
        return Event(.command, members)
    }

    private var name: String {
        switch given.command {
        case .stop: "stop"
        case .leave: "leave"
        case .pause: "pause"
        case .resume: "resume"
        case .pace: "pace"
        case .skip: "skip"
        }
    }
}

extension JSONObject {
    /// Who gave a command.
    init(_ author: CommandAuthor) {
        self = [
            JSONMember(.user, .string(author.user)), JSONMember(.host, .string(author.host)),
            JSONMember(.pid, .int(author.pid)),
        ]
    }
}
