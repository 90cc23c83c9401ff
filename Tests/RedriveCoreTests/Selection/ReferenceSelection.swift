import Foundation
import RedriveCore
import WorkatoJobs

/// Selection as docs/runbook.md words it, evaluated slowly over everything that ever ran; shares nothing with the planner.
struct ReferenceSelection {
    struct Taken: Hashable {
        var step: Int
        var master: String
        var newest: String
        var repeats: Int
    }

    struct Left: Hashable {
        var step: Int
        var master: String
        var reason: LeftOutReason
    }

    let world: RandomWorld
    private let groups: [Int: [String: [WorldAttempt]]]

    init(_ world: RandomWorld) {
        self.world = world
        groups = world.servers.mapValues { server in
            Dictionary(grouping: server.attempts.filter { $0.appearsAfter == 0 }, by: \.master)
        }
    }

    func evaluate() -> (taken: [Taken], left: Set<Left>) {
        var taken: [Taken] = []
        var left: Set<Left> = []
        var planned: Set<String> = []
        for (number, step) in world.runbook.steps.enumerated() {
            var chosen: [(key: Int64, recipe: Int, taken: Taken)] = []
            for recipe in step.selection.query.recipes.map(\.value) {
                for (master, attempts) in groups[recipe] ?? [:] {
                    let newest = newest(attempts)
                    guard
                        attempts.contains(where: { $0.status == step.selection.query.status.rawValue })
                            || newest.status == "canceled" && isListed(newest, recipe: recipe)
                    else { continue }
                    if let reason = reason(attempts, newest, step.selection, planned: planned) {
                        left.insert(Left(step: number, master: master, reason: reason))
                    } else {
                        let key =
                            step.selection.query.window.clock == .completedAt
                            ? newest.end ?? newest.start : newest.start
                        let repeats = attempts.count { $0.isRepeat }
                        chosen.append(
                            (key, recipe, Taken(step: number, master: master, newest: newest.id, repeats: repeats))
                        )
                    }
                }
            }
            let down = step.selection.query.order == .newestFirst
            chosen.sort { (down ? -$0.key : $0.key, $0.taken.master) < (down ? -$1.key : $1.key, $1.taken.master) }
            var perRecipe: [Int: Int] = [:]
            var count = 0
            for candidate in chosen {
                if count < step.selection.query.limit ?? .max,
                    perRecipe[candidate.recipe, default: 0] < step.selection.query.limitPerRecipe ?? .max
                {
                    count += 1
                    perRecipe[candidate.recipe, default: 0] += 1
                    taken.append(candidate.taken)
                    planned.insert(candidate.taken.master)
                } else {
                    left.insert(Left(step: number, master: candidate.taken.master, reason: .overLimit))
                }
            }
        }
        return (taken, left)
    }

    /// Repeated masters that ended beyond the retention: whether a list shows their own row is up to the server.
    var mastersOfVagueAge: Set<String> {
        guard let retention = world.runbook.workspace.retention else { return [] }
        let old = RandomWorld.now - Int64(retention.components.seconds) * 1000
        let vague = groups.values.flatMap(\.values).filter { attempts in
            attempts.count > 1 && attempts.compactMap(\.end).contains { $0 < old }
        }
        return Set(vague.compactMap { $0.first?.master })
    }

    /// Children that were repeated by themselves and whose first attempt need not be in any list that is read: whether
    /// they belong to their parent's newest attempt cannot be known then.
    var childrenOfVagueStart: Set<String> {
        let vague = groups.values.flatMap(\.values).filter { attempts in
            attempts.count > 1 && attempts.contains { $0.rootJob != nil }
        }
        return Set(vague.compactMap { $0.first?.master })
    }

    /// Jobs that were canceled and that only a list shows which need not be read that far: one with all repeats above them, or the
    /// whole list.
    var canceledOfVaguePlace: Set<String> {
        let onTop = world.servers.values.filter { $0.habits.rerunOnly != .repeats && $0.habits.repeats == .onTop }
        let firsts = onTop.flatMap(\.attempts).filter { $0.status == "canceled" && !$0.isRepeat }
        // Where every list counts all jobs, or hides what it counts, the whole list is read to make up for that.
        let whole = world.servers.values.filter { $0.habits.scope == .allJobs || $0.habits.hides != .nothing }
        return Set((firsts + whole.flatMap(\.attempts).filter { $0.status == "canceled" }).map(\.master))
    }

    private func newest(_ attempts: [WorldAttempt]) -> WorldAttempt {
        attempts.sorted {
            ($0.start, $0.isRepeat ? 1 : 0, $0.end ?? .max, $0.id) < (
                $1.start, $1.isRepeat ? 1 : 0, $1.end ?? .max, $1.id
            )
        }
        .last ?? attempts[0]
    }

    /// Whether a canceled attempt is in a list that the runbook needs: the server files it under a status of its choice.
    private func isListed(_ attempt: WorldAttempt, recipe: Int) -> Bool {
        guard let server = world.servers[recipe] else { return false }
        let repeated = Set(server.attempts.filter { $0.isRepeat && $0.appearsAfter == 0 }.map(\.master))
        switch server.habits.rerunOnly {
        case .repeats: if attempt.isRepeat { return true }
        case .both: if repeated.contains(attempt.master) { return true }
        case .ignored: return true
        // A list of repeats without a repeat in it is not believed: all jobs are read instead.
        case .masters: if !repeated.isEmpty { return true }
        }
        if server.habits.ignoresStatus { return true }
        guard server.habits.filesCanceledAsFailed, server.habits.statusListsRepeats || !attempt.isRepeat else {
            return false
        }
        return world.runbook.steps.contains { step in
            step.selection.query.status == .failed && step.selection.query.recipes.contains { $0.value == recipe }
        }
    }

    private func inWindow(_ attempt: WorldAttempt, _ selection: RepeatSelection) -> Bool {
        guard attempt.status == selection.query.status.rawValue else { return false }
        return isTimeInWindow(attempt, selection)
    }

    private func isTimeInWindow(_ attempt: WorldAttempt, _ selection: RepeatSelection) -> Bool {
        let time = selection.query.window.clock == .completedAt ? attempt.end ?? attempt.start : attempt.start
        return time >= selection.query.window.since?.milliseconds ?? .min
            && time < selection.query.window.until.milliseconds
    }

    private func reason(
        _ attempts: [WorldAttempt],
        _ newest: WorldAttempt,
        _ selection: RepeatSelection,
        planned: Set<String>
    )
        -> LeftOutReason?
    {
        let isCanceledInWindow = newest.status == "canceled" && isTimeInWindow(newest, selection)
        if !isCanceledInWindow, !attempts.contains(where: { inWindow($0, selection) }) { return .outsideWindow }
        // `where` looks for "délai"; here the accent is a mark of its own, however it was sent.
        let error = (newest.error ?? "").decomposedStringWithCanonicalMapping.unicodeScalars
        if selection.query.predicate != nil,
            !error.split(separator: " ").contains(where: { $0.elementsEqual("de\u{301}lai".unicodeScalars) })
        {
            return .filtered
        }
        if selection.query.status == .succeeded, newest.status == "failed" { return .filtered }
        if newest.isPollError, !selection.include.contains(.pollError) { return .pollError }
        if planned.contains(newest.master) { return .duplicate }
        if newest.status == "pending" { return .inFlight }
        if newest.status == "canceled", !selection.include.contains(.otherStatus) { return .otherStatus }
        if selection.query.status == .failed, newest.status == "succeeded", !selection.include.contains(.recovered) {
            return .recovered
        }
        if !selection.include.contains(.child), parentRunsAgain(attempts, newest) { return .child }
        if isExpired(attempts, newest), !selection.include.contains(.expired) { return .expired }
        return nil
    }

    private func isExpired(_ attempts: [WorldAttempt], _ newest: WorldAttempt) -> Bool {
        if newest.status == "failed", newest.error == nil, newest.title.isEmpty { return true }
        guard let retention = world.runbook.workspace.retention else { return false }
        return attempts.compactMap(\.end).contains { $0 < RandomWorld.now - Int64(retention.components.seconds) * 1000 }
    }

    /// Whether a caller runs the job again, or is selected and no job that the job itself called, directly or not.
    private func parentRunsAgain(_ child: [WorldAttempt], _ newest: WorldAttempt) -> Bool {
        switch caller(of: child, newest) {
        case .no: return false
        case .certain: return true
        case .selected(let first):
            var next = first
            var seen: Set<String> = []
            while seen.insert(next[0].master).inserted {
                if next[0].master == newest.master { return false }
                guard case .selected(let further) = caller(of: next, self.newest(next)) else { break }
                next = further
            }
            return true
        }
    }

    private enum Caller {
        case no, certain
        case selected([WorldAttempt])
    }

    private func caller(of child: [WorldAttempt], _ newest: WorldAttempt) -> Caller {
        guard let recipe = newest.rootRecipe, let job = newest.rootJob,
            let parents = groups[recipe]?.values.first(where: { $0.contains { $0.id == job } })
        else { return .no }
        let parent = self.newest(parents)
        if parent.status == "pending" { return .certain }
        if parent.status == "succeeded", parent.id != job, (child.map(\.start).min() ?? 0) < parent.start {
            return .certain
        }
        let isSelected = world.runbook.steps.contains { step in
            let selection = step.selection
            guard selection.query.recipes.contains(where: { $0.value == recipe }),
                parents.contains(where: { $0.status == selection.query.status.rawValue })
                    || parent.status == "canceled" && isListed(parent, recipe: recipe)
            else { return false }
            var withChildren = selection
            withChildren.include.insert(.child)
            return reason(parents, parent, withChildren, planned: []) == nil
        }
        return isSelected ? .selected(parents) : .no
    }
}
