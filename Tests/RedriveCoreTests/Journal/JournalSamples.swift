import RedriveCore
import WorkatoJobs

/// Lines and records for the tests of the journal's codec.
enum JournalSamples {
    static let header = JournalHeader(
        planID: "3f2a9c01b7de",
        name: "crm-outage",
        version: "1.0.0",
        createdAt: Timestamp(milliseconds: 1_795_467_600_000)
    )

    static let time = Timestamp(milliseconds: 1_795_467_607_213)

    static let planLines: [[UInt8]] = [
        Array(#"{"type":"plan","odd":"a \" quote, a } brace, \u00e9 and é","sum":"0000000000000000"}"#.utf8),
        Array(#"{"type":"job","n":1e3, "spaces" : [ ] }"#.utf8),
        Array(#"{}"#.utf8),
    ]

    /// One record of each kind, with text that has to be escaped where there is text.
    static func record(_ kind: Record.Kind) -> Record {
        let hostile = "a \"quote\", a \\ backslash, a\nnewline, a \u{0} NUL, \u{2028}, é, 😀, a </script>"
        switch kind {
        case .session:
            return .session(
                .init(number: 1, host: hostile, pid: 4711, version: "1.0.0", approval: "terminal", only: ["orders"])
            )
        case .stepStarted: return .stepStarted(.init(step: 0))
        case .dropped:
            return .dropped(
                .init(recipe: recipe, jobs: [.init(master: master, why: .repeatedSince, newest: JobID(text: "j-2"))])
            )
        case .intent:
            return .intent(
                .init(
                    chunk: 4,
                    tryNumber: 2,
                    step: 0,
                    recipe: recipe,
                    masters: [master],
                    known: [master: [JobID(text: "j-9")]],
                    halfOf: 3
                )
            )
        case .answered:
            let enqueued = Record.Answered.Job(master: master, enqueued: true, new: JobID(text: "j-10"))
            let refused = Record.Answered.Job(
                master: JobID(text: "j-3"),
                enqueued: false,
                typeID: "not_found",
                message: hostile
            )
            return .answered(.init(chunk: 4, tryNumber: 2, jobs: [enqueued, refused]))
        case .lost: return .lost(.init(chunk: 4, tryNumber: 2, status: 502, cause: .status, why: hostile))
        case .notApplied:
            return .notApplied(.init(chunk: 4, tryNumber: 2, reason: .notSent, cause: .connect, message: hostile))
        case .refused:
            return .refused(.init(recipe: recipe, masters: [master], status: 404, message: hostile))
        case .settled:
            return .settled(
                .init(
                    chunk: 4,
                    tryNumber: 2,
                    found: [.init(master: master, new: JobID(text: "j-10"))],
                    notApplied: [JobID(text: "j-3")]
                )
            )
        case .held: return .held(.init(recipe: recipe, masters: [master], reason: .noWitness))
        case .released: return .released(.init(recipe: recipe, masters: [master]))
        case .witnessed: return .witnessed(.init(recipe: recipe, new: JobID(text: "j-10"), delay: 1250))
        case .outcomes:
            let job = Record.Outcomes.Job(
                master: master,
                new: JobID(text: "j-10"),
                outcome: .failedSame,
                signatureAfter: hostile
            )
            return .outcomes(.init(recipe: recipe, jobs: [job]))
        case .others:
            return .others(.init(recipe: recipe, jobs: [.init(master: master, new: JobID(text: "j-11"))]))
        case .throttled: return .throttled(.init(count: 3))
        case .wholeList: return .wholeList(.init(recipe: 28904, cause: .order))
        case .commanded:
            let author = CommandAuthor(user: hostile, host: "ops-1", pid: 4711)
            let pace = ControlCommand.pace(step: 0, Rate(count: 60, per: .seconds(60)))
            return .commanded(.init(GivenCommand(pace, by: author, reason: hostile)))
        case .token:
            return .token(.init(row: 3, event: .lost(tryNumber: 2, status: 502, cause: .status, why: hostile)))
        case .guardTripped: return .guardTripped(.init(step: 0, guardName: "failed_again", message: hostile))
        case .stageEnded:
            return .stageEnded(.init(step: 0, stage: 0, sent: 3, recovered: 2, failed: 1, closed: 1, passed: 2))
        case .listed:
            return .listed(
                .init(
                    step: 0,
                    jobs: 3,
                    requests: 2,
                    isComplete: false,
                    warnings: [hostile],
                    path: "still.csv",
                    digest: "00ff"
                )
            )
        case .stepFinished: return .stepFinished(.init(step: 0))
        case .ended: return .ended(.init(ending: .unreachable(hostile)))
        }
    }

    static let recipe: RecipeID = 28904
    static let master = JobID(text: "j-AJTAt8w6-wdAgWM")

    /// A whole file: header, plan, and a record of each kind, which the codec does not fold.
    static func lines() -> [[UInt8]] {
        var encoder = JournalEncoder()
        var lines = [encoder.encode(header)]
        for line in planLines { lines.append(encoder.encode(planLine: line)) }
        for kind in Record.Kind.allCases { lines.append(encoder.encode(record(kind), at: time)) }
        return lines.map { Array($0.dropLast()) }
    }

    /// What the decoder makes of lines; the fault of the first that it refuses.
    static func decode(_ lines: [[UInt8]]) -> Result<[JournalDecoder.Line], JournalError> {
        var decoder = JournalDecoder()
        var decoded: [JournalDecoder.Line] = []
        for line in lines {
            do throws(JournalError) {
                decoded.append(try decoder.consume(line: line[...]))
            } catch {
                return .failure(error)
            }
        }
        return .success(decoded)
    }
}
