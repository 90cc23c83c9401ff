import WorkatoJobs

/// The rules of leaving out, in the order of docs/formats/plan.md, "left_out"; the first that applies is the reason.
extension PlanAssembly {
    /// Whether the step considers the master: an attempt of the status asked for was seen, or the step names it.
    ///
    /// A master whose newest attempt ended in a status that cannot be asked for counts for every step that reads lists: a
    /// server may list it under any status, and otherwise no step would report it.
    func isCandidate(_ record: MasterEntry, _ share: Int, _ content: MasterIndex.StepShare) -> Bool {
        if content.namesJobs { return record.listed.contains(share) }
        return record.asked.contains(share) || record.standing == .endedOther
    }

    /// The rules above `child`, without `duplicate`, which is about the step and not about the job.
    func reasonBeforeChild(_ record: MasterEntry, _ share: Int, _ selection: RepeatSelection) -> LeftOutReason? {
        if let reason = reasonOfRunbook(record, share, selection) { return reason }
        return reasonOfAttempt(record, selection)
    }

    private func reasonOfRunbook(_ record: MasterEntry, _ share: Int, _ selection: RepeatSelection) -> LeftOutReason? {
        if !isInWindow(record, share, selection) { return .outsideWindow }
        if !record.holds.contains(share) { return .filtered }
        // The newest attempt ended with neither the status asked for nor one that has a reason of its own below.
        switch (selection.query.status, record.standing) {
        case (.succeeded, .failed): return .filtered
        case (.failed, .failed), (.failed, .succeeded), (.succeeded, .succeeded), (_, .running), (_, .endedOther):
            break
        }
        if record.excluded.contains(share) { return .excludeJobs }
        if record.isPollError, !selection.include.contains(.pollError) { return .pollError }
        if record.isTest, !selection.include.contains(.testJob) { return .testJob }
        return nil
    }

    /// Whether an attempt of the status asked for is in the window, or the newest one if that has another status.
    private func isInWindow(_ record: MasterEntry, _ share: Int, _ selection: RepeatSelection) -> Bool {
        if record.inWindow.contains(share) { return true }
        guard record.standing == .endedOther else { return false }
        return selection.query.window.contains(startedAt: record.startedAt, completedAt: record.completedAt)
    }

    private func reasonOfAttempt(_ record: MasterEntry, _ selection: RepeatSelection) -> LeftOutReason? {
        if record.standing == .running { return .inFlight }
        if record.standing == .endedOther, !selection.include.contains(.otherStatus) { return .otherStatus }
        if selection.query.status == .failed, record.standing == .succeeded, !selection.include.contains(.recovered) {
            return .recovered
        }
        return nil
    }

    func reasonAfterChild(_ record: MasterEntry, _ selection: RepeatSelection) -> LeftOutReason? {
        if record.repeats >= DocumentedLimits.repeatsPerJob, !selection.include.contains(.repeatLimit) {
            return .repeatLimit
        }
        if isExpired(record), !selection.include.contains(.expired) { return .expired }
        return nil
    }

    /// Whether the data is past retention: a repeat replays the master's trigger data, which is kept from the master's end.
    ///
    /// The earliest end of an attempt that was seen is the master's own, or later than that.
    private func isExpired(_ record: MasterEntry) -> Bool {
        if record.isErased { return true }
        guard let retention = runbook.workspace.retention, let end = record.earliestEnd else { return false }
        return end < now - retention
    }

    /// Why a step leaves a master out; nil if it takes it, apart from limits.
    func reason(
        _ record: MasterEntry,
        _ share: Int,
        of book: MasterIndex,
        in readings: [RecipeReading],
        _ circles: CallerCircles
    ) -> LeftOutReason? {
        let selection = book.shares[share].selection
        if let reason = reasonOfRunbook(record, share, selection) { return reason }
        if record.isTaken { return .duplicate }
        if let reason = reasonOfAttempt(record, selection) { return reason }
        if !selection.include.contains(.child), isChild(record, of: book.recipe, in: readings, circles) {
            return .child
        }
        return reasonAfterChild(record, selection)
    }
}
