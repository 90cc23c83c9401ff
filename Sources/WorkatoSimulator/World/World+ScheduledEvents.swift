extension World {
    /// Performs one of the scenario's scheduled events.
    mutating func perform(scheduledEvent index: Int) {
        switch scenario.scheduledEvents[index].action {
        case .repeatJobs(let recipe, let jobs):
            guard let place = recipePlaces[recipe] else { return }
            for job in jobs { _ = repeatJob(shownHandle(job), recipe: place, by: .foreign) }
        case .repeatRandom(let recipe, let count):
            guard let place = recipePlaces[recipe] else { return }
            var random = SeededRandom(seed, 0xF02E, UInt64(index))
            let failed = recipes[place].members.filter { isFailedMaster(Int($0)) }
            for master in failed.shuffled(using: &random).prefix(max(0, count)) {
                _ = repeatJob(shownHandle(id(of: Int(master))), recipe: place, by: .foreign)
            }
        case .jobs(let recipe, let group):
            guard let place = recipePlaces[recipe] else { return }
            add(group, recipe: place, stream: 0x1_0000 + UInt64(index), origin: now)
        case .sweep(let before):
            sweptBefore = max(sweptBefore, milliseconds(before))
            ledger.note(.swept(at: now, before: SimulatedTime(milliseconds: sweptBefore)))
        }
    }

    /// The handle under which a master can be repeated.
    private func shownHandle(_ master: String) -> String {
        scenario.behavior.masterID == .alias && !master.hasSuffix(Self.aliasSuffix) ? master + Self.aliasSuffix : master
    }

    private func isFailedMaster(_ row: Int) -> Bool {
        let job = jobs[row]
        return Int(job.master) == row && job.status == .failed && !isErased(job)
            && job.startedAt <= now.milliseconds && jobs[Int(job.newest)].status == .failed
    }
}
