import WorkatoJobs

/// The rules of leaving out, in the order of product.md's table; the first that applies is the reason.
extension PlanAssembly {
    /// Whether the step has anything to say of the master: an attempt of the status asked for was seen, or it is named.
    ///
    /// A master whose newest attempt ended in a status that cannot be asked for counts for every step that reads lists: a
    /// server may list it under any status, and nobody would ever hear of it otherwise.
    func isCandidate(_ record: MasterEntry, _ slot: Int, _ content: MasterIndex.Slot) -> Bool {
        if content.namesJobs { return record.listed.contains(slot) }
        return record.asked.contains(slot) || record.standing == .endedOtherwise
    }

    /// The rules above `child`, without `duplicate`, which is about the step and not about the job.
    func reasonBeforeChild(_ record: MasterEntry, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        return reasonOfAttempt(record, selection)
    }

    private func reasonOfRunbook(_ record: MasterEntry, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if !isInWindow(record, slot, selection) { return .outsideWindow }
        if !record.holds.contains(slot) { return .filtered }
        // The newest attempt ended with neither the status asked for nor one that has a reason of its own below.
        switch (selection.status, record.standing) {
        case (.succeeded, .failed): return .filtered
        case (.failed, .failed), (.failed, .succeeded), (.succeeded, .succeeded), (_, .unended), (_, .endedOtherwise):
            break
        }
        if record.excluded.contains(slot) { return .excludeJobs }
        if record.isPollError, !selection.include.contains(.pollError) { return .pollError }
        if record.isTest, !selection.include.contains(.testJob) { return .testJob }
        return nil
    }

    /// Whether an attempt of the status asked for is in the window, or the newest one where that has another status.
    private func isInWindow(_ record: MasterEntry, _ slot: Int, _ selection: Selection) -> Bool {
        if record.inWindow.contains(slot) { return true }
        guard record.standing == .endedOtherwise else { return false }
        return selection.windowContains(startedAt: record.startedAt, completedAt: record.completedAt)
    }

    private func reasonOfAttempt(_ record: MasterEntry, _ selection: Selection) -> LeftOutReason? {
        if record.standing == .unended { return .inFlight }
        if record.standing == .endedOtherwise, !selection.include.contains(.otherStatus) { return .otherStatus }
        if selection.status == .failed, record.standing == .succeeded, !selection.include.contains(.recovered) {
            return .recovered
        }
        return nil
    }

    func reasonAfterChild(_ record: MasterEntry, _ selection: Selection) -> LeftOutReason? {
        if record.repeats >= DocumentedLimits.repeatsPerJob, !selection.include.contains(.repeatLimit) {
            return .repeatLimit
        }
        if isExpired(record), !selection.include.contains(.expired) { return .expired }
        return nil
    }

    /// The trigger data that is replayed is the master's, and is kept for so long after the master's end.
    ///
    /// The earliest end of an attempt that was seen is the master's own, or later than that.
    private func isExpired(_ record: MasterEntry) -> Bool {
        if record.isBare { return true }
        guard let retention = runbook.workspace.retention, let end = record.earliestEnd else { return false }
        return end < now - retention
    }

    /// Why a step leaves a master out; nil where it takes it, limits aside.
    func reason(
        _ record: MasterEntry,
        _ slot: Int,
        of book: MasterIndex,
        in readings: [RecipeReading],
        _ circles: CallerCircles
    ) -> LeftOutReason? {
        let selection = book.slots[slot].selection
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        if record.isTaken { return .duplicate }
        if let reason = reasonOfAttempt(record, selection) { return reason }
        if !selection.include.contains(.child), isChild(record, of: book.recipe, in: readings, circles) {
            return .child
        }
        return reasonAfterChild(record, selection)
    }
}
