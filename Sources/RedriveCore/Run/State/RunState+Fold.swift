package import WorkatoJobs

extension RunState {
    /// No number of a record that is counted on from is greater, so that no sum can overflow.
    private static let greatestNumber = Int(Int32.max)

    /// Takes one record in.
    ///
    /// - Throws: `RecordError` if it cannot follow; the state is then to be thrown away.
    package mutating func apply(_ record: Record, at time: Timestamp) throws(RecordError) {
        switch record {
        case .session(let session): try begin(session, at: time)
        case .stepStarted(let record): try start(record)
        case .dropped(let record): try drop(record)
        case .intent(let intent): try intend(intent, at: time)
        case .answered(let answer): try take(answer, at: time)
        case .lost(let record): try lose(record, at: time)
        case .notApplied(let record): try revert(record)
        case .refused(let record): try refuse(record)
        case .settled(let record): try settle(record, at: time)
        case .held(let record): try hold(record)
        case .released(let record): try release(record)
        case .witnessed(let record): try witness(record)
        case .outcomes(let record): try follow(record)
        case .others(let record): try take(record)
        case .throttled(let record): try count(record)
        case .commanded(let record): try obey(record, at: time)
        case .token(let record): try take(record, at: time)
        case .guardTripped(let record): try trip(record)
        case .stageEnded(let record): try end(record)
        case .listed(let record): try list(record)
        case .stepFinished(let record): try finish(record)
        case .wholeList: break
        case .ended(let record):
            ending = record.ending
            settings.end(record)
        }
        lastRecordAt = time
    }

    private mutating func begin(_ session: Record.Session, at time: Timestamp) throws(RecordError) {
        guard session.number == sessions.count + 1 else {
            throw RecordError("session \(session.number) follows session \(sessions.count)")
        }
        sessions.append((session, time))
        settings.begin(session)
        ending = nil
        for step in steps.indices {
            guard case .tripped = steps[step].stage else { continue }
            steps[step].continueStep()
        }
    }

    private mutating func start(_ record: Record.StepStarted) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .running
    }

    private mutating func count(_ record: Record.Throttled) throws(RecordError) {
        guard record.count >= 0, record.count <= Self.greatestNumber else {
            throw RecordError("429 cannot have been answered \(record.count) times")
        }
        throttled += record.count
    }

    private mutating func obey(_ record: Record.Commanded, at time: Timestamp) throws(RecordError) {
        switch record.given.command {
        case .pace(let step?, _): try check(step: step)
        case .skip(let recipe):
            guard isPlanned(recipe) else { throw RecordError("recipe \(recipe) is not in the plan") }
        case .stop, .leave, .pause, .resume, .pace(nil, _): break
        }
        settings.take(record.given, at: time)
    }

    private mutating func trip(_ record: Record.GuardTripped) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .tripped(guardName: record.guardName, message: record.message)
    }

    private mutating func end(_ record: Record.StageEnded) throws(RecordError) {
        try check(step: record.step)
        let rollout = plan.header.steps[record.step].conduct.rollout
        let stages = (rollout.canary == nil ? 0 : 1) + rollout.ramp.count
        guard (steps[record.step].rollout.stagesEnded..<stages).contains(record.stage) else {
            throw RecordError("stage \(record.stage) of step \(record.step) cannot end here")
        }
        steps[record.step].rollout.end(record, recovered: steps[record.step].counts.recovered)
    }

    private mutating func list(_ record: Record.Listed) throws(RecordError) {
        try check(step: record.step)
        guard plan.header.steps[record.step].listing != nil else {
            throw RecordError("step \(record.step) does not list jobs")
        }
        guard steps[record.step].stage == .running else { throw RecordError("step \(record.step) has not begun") }
        for count in [record.jobs, record.requests] where count < 0 || count > Self.greatestNumber {
            throw RecordError("a list cannot have counted \(count)")
        }
        steps[record.step].listed = record
    }

    private mutating func finish(_ record: Record.StepFinished) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .finished
    }

    /// Refuses the number of a chunk that cannot be.
    func check(chunk number: Int) throws(RecordError) {
        guard number >= 1, number <= Self.greatestNumber else { throw RecordError("there cannot be a chunk \(number)") }
    }

    /// Refuses the index of a step that the plan does not have.
    func check(step: Int) throws(RecordError) {
        guard steps.indices.contains(step) else { throw RecordError("there is no step \(step)") }
    }

    /// The place of a job that a record names.
    func find(_ recipe: RecipeID, _ master: JobID) throws(RecordError) -> Int {
        guard let position = position(recipe: recipe, master: master) else {
            throw RecordError("job \(master) of recipe \(recipe) is not in the plan")
        }
        return position
    }
}
