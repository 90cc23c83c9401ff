import RedriveCore
import WorkatoJobs

/// A plan of suspended jobs, all of one step, whose rows name a job each if they are even: `j-<row>` of recipe 7.
func makeTokenPlan(rows: Int, guards: Guards = .off, pace: Rate? = nil) -> Plan {
    let file = PinnedFile(path: "/waiting.csv", sha256: String(repeating: "0", count: 64), bytes: 1)
    let conduct = StepConduct(verifyWithin: nil, guards: guards, pace: pace)
    let header = PlanHeader(
        name: "test",
        createdAt: FoldSamples.stamp,
        version: "test",
        workspace: Workspace(url: "http://127.0.0.1:1"),
        steps: [PlannedStep(name: "waiting", kind: .resumeJobs(TokensSource(file: file)), conduct: conduct)]
    )
    let tokens = (0..<rows).map { row in
        PlannedToken(
            step: 0,
            row: TokenRow(
                fingerprint: TokenFingerprint.of("token \(row)", runbook: "test"),
                line: row + 2,
                recipe: row % 2 == 0 ? 7 : nil,
                job: row % 2 == 0 ? JobID(text: "j-\(row)") : nil
            )
        )
    }
    return Plan(header: header, tokens: tokens)
}

/// A record about the token of a row.
func token(_ row: Int, _ event: TokenEvent) -> Record { .token(.init(row: row, event: event)) }
