import Transport

/// Where a simulated workspace is served, and how to use it.
struct SimulateView {
    let lines: [Line]

    init(_ served: ServedScenario) {
        let export = Shell.command(["export", "WORKATO_API_TOKEN=\(served.token.revealed)"])
        let plan = Shell.command(["redrive", "plan", "RUNBOOK", "--url", served.url])
        lines = [
            "serving '\(served.scenario)' at \(served.url, .bold); Ctrl-C stops", .empty,
            "    \(export, .accent)", "    \(plan, .accent)",
        ]
    }
}
