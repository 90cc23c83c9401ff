import RedriveCore

/// What a resume would do: first in words, then every request.
struct ResumeForecastView: ResultView {
    private let forecast: ResumeForecast
    private var state: RunState { forecast.state }

    /// A view of a forecast.
    init(_ forecast: ResumeForecast) { self.forecast = forecast }

    var completion: Completion { Completion(planID: state.planID, totals: JSONObject(state)) }

    var events: some Sequence<Event> { requests.events }

    func lines(on canvas: Canvas) -> AnySequence<Line> {
        let intentions = intentions.flatMap { $0.wrapped(to: canvas.columns, indent: 4) } + [.empty]
        return AnySequence([AnySequence(intentions), AnySequence(requests.lines(on: canvas))].lazy.joined())
    }

    private var requests: DryRunView {
        DryRunView(forecast.writes, to: state.plan.header.workspace, nextChunk: state.chunkLog.next)
    }

    private var intentions: [Line] {
        var lines: [Line] = []
        if forecast.isLive {
            let session = state.sessions.last?.record
            let who = session.map { " (process \($0.pid) on \($0.host))" } ?? ""
            lines.append(
                "\(Line("This run is being worked on\(who); a resume now would be refused.", .caution)) What follows would hold if it stopped at this moment."
            )
        }
        lines.append("\(state.title). Dry run: if resumed now, this run would")
        if forecast.tornBytes > 0 {
            lines.append("  drop a last line that was cut short (\(forecast.tornBytes) bytes)")
        }
        let doubtful = state.chunks.values.filter { $0.status == .inFlight || $0.status == .lost }
        if !doubtful.isEmpty {
            let jobs = doubtful.reduce(0) { $0 + $1.jobs.count }
            let resending = state.onUnknown == .resend ? ", and send once more what was certainly not applied" : ""
            lines.append(
                "  ask the API about \(Wording.count(doubtful.count, "request")) with \(Wording.count(jobs, "job")) whose answer is not known\(resending)"
            )
        }
        let followed = state.jobs.count { job in
            if case .enqueued(_, nil) = job { true } else { false }
        }
        if followed > 0 {
            lines.append("  follow \(Wording.count(followed, "repeat")) to their outcome, if it is verified")
        }
        let kept = state.jobs.count { $0.jobClass == .held && !$0.isReleased(by: forecast.releases) }
        let unknown = forecast.releases.contains(.unknown) ? state.jobs.count { $0.isReleased(by: .unknown) } : 0
        let closed = forecast.releases.contains(.canary) ? state.jobs.count { $0.isReleased(by: .canary) } : 0
        if unknown > 0 { lines.append("  send \(Wording.count(unknown, "held job")) again") }
        let inDoubt = state.tokens.progress.count { $0.jobClass == .unknown }
        if inDoubt > 0 {
            let what = forecast.releases.contains(.unknown) ? "send again" : "leave to a person"
            lines.append("  \(what): \(Wording.count(inDoubt, "token")) whose answer is not known")
        }
        if closed > 0 { lines.append("  send \(Wording.count(closed, "job")) that the canary held") }
        if kept > 0 { lines.append("  leave \(Wording.count(kept, "held job")) to a person") }
        return lines + ["  look at each recipe again, drop jobs that changed, and send the rest of these:"]
    }
}
