import WorkatoJobs

/// The rules of leaving out, in the order of product.md's table; the first that applies is the reason.
extension PlanAssembly {
    /// Whether the step has anything to say of the master: an attempt of the status asked for was seen, or it is named.
    func isCandidate(_ record: MasterRecord, _ slot: Int, _ content: RecipeBook.Slot) -> Bool {
        content.namesJobs ? record.listed.contains(slot) : record.asked.contains(slot)
    }

    /// The rules above `child`, without `duplicate`, which is about the step and not about the job.
    func reasonBeforeChild(_ record: MasterRecord, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        return reasonOfAttempt(record, selection)
    }

    private func reasonOfRunbook(_ record: MasterRecord, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if !record.inWindow.contains(slot) { return .outsideWindow }
        if !record.holds.contains(slot) { return .filtered }
        // The newest attempt ended with neither the status asked for nor one that has a reason of its own below.
        switch (selection.status, record.standing) {
        case (_, .endedOtherwise), (.succeeded, .failed): return .filtered
        case (.failed, .failed), (.failed, .succeeded), (.succeeded, .succeeded), (_, .unended): break
        }
        if record.excluded.contains(slot) { return .excludeJobs }
        if record.isPollError, !selection.include.contains(.pollError) { return .pollError }
        if record.isTest, !selection.include.contains(.testJob) { return .testJob }
        return nil
    }

    private func reasonOfAttempt(_ record: MasterRecord, _ selection: Selection) -> LeftOutReason? {
        if record.standing == .unended { return .inFlight }
        if selection.status == .failed, record.standing == .succeeded, !selection.include.contains(.recovered) {
            return .recovered
        }
        return nil
    }

    func reasonAfterChild(_ record: MasterRecord, _ selection: Selection) -> LeftOutReason? {
        if record.repeats >= DocumentedLimits.repeatsPerJob, !selection.include.contains(.repeatLimit) {
            return .repeatLimit
        }
        if isExpired(record), !selection.include.contains(.expired) { return .expired }
        return nil
    }

    /// The trigger data that is replayed is the master's, and is kept for so long after the master's end.
    ///
    /// The earliest end of an attempt that was seen is the master's own, or later than that.
    private func isExpired(_ record: MasterRecord) -> Bool {
        if record.isBare { return true }
        guard let retention = runbook.workspace.retention, let end = record.earliestEnd else { return false }
        return end < now - retention
    }

    /// Why a step leaves a master out; nil where it takes it, limits aside.
    func reason(
        _ record: MasterRecord,
        _ slot: Int,
        of book: RecipeBook,
        in readings: [RecipeReading]
    ) -> LeftOutReason? {
        let selection = book.slots[slot].selection
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        if record.isTaken { return .duplicate }
        if let reason = reasonOfAttempt(record, selection) { return reason }
        if !selection.include.contains(.child), isChild(record, of: book.recipe, in: readings) { return .child }
        return reasonAfterChild(record, selection)
    }
}
