import WorkatoJobs

/// Steps that list jobs: they only read, and are the only step under way.
extension RunStateMachine {
    /// Enters such a step.
    mutating func enterList(_ number: Int, _ listing: JobListing, at now: Moment) {
        var list = ListStep(number, listing, &outbox, at: now)
        let end = list.begin(&outbox, at: now)
        self.list = list
        endList(end)
    }

    /// A read of the step was answered.
    mutating func listed(_ reply: ReadReply, at now: Moment) {
        endList(list?.received(reply, &outbox, at: now))
    }

    /// The process stops: the step is left unfinished, and begins anew in the next one.
    mutating func leaveList() {
        guard let list else { return }
        if let request = list.request { outbox.want(.giveUpReading(request: request)) }
        list.abandon(&outbox)
        self.list = nil
    }

    private mutating func endList(_ end: ListStep.End?) {
        switch end {
        case nil: return
        case .finished: list = nil
        case .failed(let ending):
            list = nil
            stop(ending)
        }
    }
}
