import RedriveCore

/// The entries of a run's timeline in words.
struct TimelineWords {
    /// The plan's steps.
    let steps: [PlannedStep]
    /// The plan's suspended jobs.
    var tokens: [PlannedToken] = []

    /// What happened.
    func words(_ event: RunTimeline.Event) -> String {
        switch event {
        case .session(let session): words(session)
        case .stepStarted(let step): "step '\(steps[step].name)' began"
        case .listed(let record): ListedWords(record, step: steps[record.step].name).text
        case .stepFinished(let step): "step '\(steps[step].name)' is over"
        case .stageEnded(let record):
            StageWords(record, steps[record.step].conduct.rollout).ended.rendered(color: false)
        case .guardTripped(let step, let name, let message):
            "step '\(steps[step].name)' was stopped by its guard \(name): \(message)"
        case .command(let given): words(given)
        case .lost(let chunk, let recipe, let jobs, _, let why):
            "request \(chunk) (recipe \(recipe), \(Wording.count(jobs, "job"))): the answer was lost: \(why.withoutPreamble)"
        case .tokenLost(let row, _, let why): "the answer to token \(token(row)) was lost: \(why.withoutPreamble)"
        case .tokenReleased(let row):
            "a person decided that token \(token(row)) is sent again although its answer was lost"
        case .unmentioned(let chunk, let recipe, let jobs):
            "request \(chunk) (recipe \(recipe)): the answer does not mention \(Wording.count(jobs, "job"))"
        case .settled(let chunk, let recipe, let found, let notApplied):
            settled("request \(chunk) (recipe \(recipe)): looking has shown that", found, notApplied)
        case .held(let recipe, let jobs, let reason):
            "\(Wording.count(jobs, "job")) of recipe \(recipe) held for a person: \(reason.words)"
        case .released(let recipe, let jobs):
            "a person decided that \(Wording.count(jobs, "held job")) of recipe \(recipe) \(jobs == 1 ? "is" : "are") sent again"
        case .dropped(let recipe, let jobs):
            "\(Wording.count(jobs, "job")) of recipe \(recipe) had changed since the plan and will not be sent"
        case .others(let recipe, let jobs):
            "somebody else repeated \(Wording.count(jobs, "job")) of recipe \(recipe) that this run had repeated"
        case .lookedAgain(let recipe, let jobs):
            "looked again: \(Wording.count(jobs, "repeat")) of recipe \(recipe) \(jobs == 1 ? "has" : "have") another outcome"
        case .wholeList(let recipe, _):
            "the repeats of recipe \(recipe) have to be read from the first to the last each time"
        case .ended(let ending, let seconds): words(ending, seconds)
        }
    }

    /// How a token is named: by its fingerprint.
    private func token(_ row: Int) -> String {
        tokens.indices.contains(row) ? tokens[row].row.fingerprint : "in row \(row)"
    }

    private func settled(_ head: String, _ found: Int, _ notApplied: Int) -> String {
        let had = "\(Wording.count(found, "job")) had been repeated"
        let rest = "\(Wording.count(notApplied, "job")) had not and \(notApplied == 1 ? "is" : "are") sent once more"
        if notApplied == 0 { return "\(head) \(had)" }
        return found == 0 ? "\(head) \(rest)" : "\(head) \(had), and \(rest)"
    }

    private func words(_ session: Record.Session) -> String {
        let who = session.user.map { "\($0) on \(session.host)" } ?? session.host
        let what = session.number == 1 ? "begun" : "continued"
        let approval = session.approval.map { ", approved with \($0)" } ?? ""
        return "\(what) by \(who) (process \(session.pid))\(approval)"
    }

    private func words(_ given: GivenCommand) -> String {
        let what =
            switch given.command {
            case .stop: "stop"
            case .leave: "leave at once"
            case .pause: "pause"
            case .resume: "continue after a pause"
            case .pace(_, let rate?): "pace \(Wording.pace(rate))"
            case .pace(_, nil): "pace off"
            case .skip(let recipe): "skip the rest of recipe \(recipe)"
            }
        let who = given.author.map { "\($0.user) on \($0.host)" } ?? "a signal"
        return "command: \(what), by \(who)" + (given.reason.map { ": \($0)" } ?? "")
    }

    private func words(_ ending: RunEnding, _ seconds: Int?) -> String {
        switch ending {
        case .finished: "the run ended"
        case .guardTripped: "the process ended, stopped by a guard"
        case .interrupted:
            seconds.map { "the process ended after \(Wording.time(.seconds($0))) (--max-duration)" }
                ?? "the process ended, stopped by a person or a signal"
        case .unreachable(let why):
            "the process ended: the API cannot be reached or does not answer as documented: \(why)"
        case .unauthorized(let why): "the process ended: the token is not accepted: \(why)"
        }
    }
}

extension RunTimeline.Event {
    /// The name in JSON.
    var name: String {
        switch self {
        case .session: "session"
        case .stepStarted: "step_started"
        case .listed: "listed"
        case .stepFinished: "step_finished"
        case .stageEnded: "stage_ended"
        case .guardTripped: "guard"
        case .command: "command"
        case .lost: "lost"
        case .tokenLost: "token_lost"
        case .tokenReleased: "token_released"
        case .unmentioned: "unmentioned"
        case .settled: "settled"
        case .held: "held"
        case .released: "released"
        case .dropped: "dropped"
        case .others: "others"
        case .lookedAgain: "looked_again"
        case .wholeList: "whole_list"
        case .ended: "ended"
        }
    }

    /// Whether it is something that a person should look at.
    var isTrouble: Bool {
        switch self {
        case .guardTripped, .lost, .tokenLost, .unmentioned, .held, .others, .dropped: true
        case .listed(let record): record.failure != nil || !record.isComplete
        case .session, .stepStarted, .stepFinished, .stageEnded, .command, .settled, .released, .tokenReleased,
            .lookedAgain,
            .wholeList, .ended:
            false
        }
    }
}
