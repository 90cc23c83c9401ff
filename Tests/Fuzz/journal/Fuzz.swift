import RedriveCore
import WorkatoJobs

/// One run of the fuzzer: whatever stands in a state file, it is refused with a line, or a run can go on from it.
///
/// The bytes are read as they are. Then each of their lines is taken for the members of a record and put, with its right number and
/// sum, behind the header and a small plan, since no fuzzer finds a chain of sums.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzJournal(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    var raw = JournalReader()
    do throws(JournalError) {
        for line in lines { _ = try raw.consume(line: line) }
        _ = try raw.finish()
    } catch {
        precondition(!error.description.isEmpty, "a fault without words")
    }
    continueStep(from: lines)
    return 0
}

/// Folds the records as far as they can follow, and begins a session there.
private func continueStep(from lines: [ArraySlice<UInt8>]) {
    var reader = JournalReader()
    var sums = Sums()
    do throws(JournalError) {
        for line in opening { _ = try reader.consume(line: line[...]) }
    } catch {
        preconditionFailure("the opening is refused: \(error)")
    }
    for line in opening { sums.follow(line) }
    for line in lines.prefix(200) {
        do throws(JournalError) {
            _ = try reader.consume(line: sums.close(line)[...])
        } catch {
            // Refused: nothing goes on from such a file.
            return
        }
    }
    guard let state = reader.state else { return }
    let totals = RunTotals(state)
    precondition(totals.classes.values.reduce(0, +) == totals.planned, "the classes do not add up")
    precondition(totals.outcomes.values.reduce(0, +) == totals.count(.enqueued), "the outcomes do not add up")
    let session = Record.Session(number: state.sessions.count + 1, host: "h", pid: 1, version: "0")
    for releasesHeld in [false, true] {
        let options = RunOptions(session: session, releases: releasesHeld ? .unknown : [])
        var run = RunStateMachine(state: state, options: options)
        let moment = Moment(instant: .zero + .seconds(1_000), wall: Timestamp(milliseconds: 1_800_000_000_000))
        _ = run.handle(.begin, at: moment)
        _ = run.handle(.command(GivenCommand(.stop)), at: moment)
    }
}

/// The header and a plan of two recipes, as lines.
private let opening: [[UInt8]] = {
    let now = Timestamp(milliseconds: 1_700_000_000_000)
    let (one, two): (RecipeID, RecipeID) = (1, 2)
    let steps = [
        PlannedStep(
            name: "a",
            kind: .repeatJobs(PlannedRepeats(recipes: [one, two], window: TimeWindow(until: now)))
        ),
        PlannedStep(
            name: "b",
            kind: .repeatJobs(PlannedRepeats(recipes: [two], window: TimeWindow(until: now))),
            conduct: StepConduct(onFailure: .continue)
        ),
    ]
    let header = PlanHeader(
        name: "fuzz",
        createdAt: now,
        version: "0",
        workspace: Workspace(url: "https://www.workato.com"),
        steps: steps
    )
    let signature = ErrorSignature(recipe: one, adapter: "a", errorType: "t", message: "m")
    let jobs = [(0, one, "A"), (0, one, "B"), (0, one, "C"), (0, two, "D"), (1, two, "E")].map { step, recipe, name in
        PlannedJob(
            step: step,
            recipe: recipe,
            master: JobID(text: name),
            newestAttempt: JobID(text: name),
            startedAt: now,
            completedAt: now,
            signature: recipe == one ? 0 : nil
        )
    }
    let (lines, planID) = PlanEncoder.lines(of: Plan(header: header, signatures: [signature], jobs: jobs))
    var encoder = JournalEncoder()
    let first = JournalHeader(planID: planID, name: "fuzz", version: "0", createdAt: now)
    return ([encoder.encode(first)] + lines.map { encoder.encode(planLine: $0) }).map { Array($0.dropLast()) }
}()

/// Numbers lines and closes them with their sums, as docs/formats/state.md says.
private struct Sums {
    private var number = 0
    private var last: [UInt8] = []

    /// Goes on behind a line that is closed already.
    mutating func follow(_ line: [UInt8]) {
        number += 1
        last = Array(line.dropLast(2).suffix(ShortDigest.lineDigits))
    }

    /// A line from its members, with or without a comma before the first.
    mutating func close(_ members: ArraySlice<UInt8>) -> [UInt8] {
        number += 1
        var line = Array("{\"seq\":\(number)".utf8)
        if members.first != UInt8(ascii: ",") { line.append(UInt8(ascii: ",")) }
        line += members
        last = Array(ShortDigest.hex(last + line + [UInt8(ascii: "}")]).utf8)
        return line + Array(",\"sum\":\"".utf8) + last + Array("\"}".utf8)
    }
}
