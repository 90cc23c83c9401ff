import RedriveCore
import WorkatoJobs

/// What a recipe's lists show, and what that means for planning.
struct ListFindings {
    private let reading: ListReading

    /// The findings of a reading.
    init(_ reading: ListReading) { self.reading = reading }

    /// All of them, in order.
    var all: [Finding] {
        if let refusal = reading.refusals[.first] { return [unreadable(refusal)] }
        guard let first = reading.pages[.first] else { return [] }
        guard !first.items.isEmpty else { return [empty(first)] + counts }
        return [pageSize(first)]
            + [cursor(first), order(first), statusFilter, rerunFilter, previousPage(first), unknownCursor(first)]
            .compactMap { $0 } + counts + statuses
    }

    private func finding(
        _ check: Finding.Check,
        _ verdict: Finding.Verdict,
        _ found: String,
        _ meaning: String? = nil,
        settles: OpenQuestion? = nil,
        status: ExitStatus = .done
    ) -> Finding {
        Finding(check, verdict, found, meaning: meaning, settles: settles, recipe: reading.recipe, status: status)
    }

    private func unreadable(_ refusal: (status: Int?, words: String)) -> Finding {
        let isRefused = refusal.status == 401 || refusal.status == 403
        let meaning =
            switch refusal.status {
            case 401, 403: "the token's API client has no privilege to list jobs, or the token is wrong"
            case 404: "the recipe does not exist, or is not in a project that the token may see"
            default: "a plan for this recipe ends with exit status 69 while its list is answered like this"
            }
        return finding(
            .list,
            .failed,
            "the list cannot be read: \(refusal.words)",
            meaning,
            settles: refusal.status == nil ? nil : .refusals,
            status: isRefused ? .noToken : .unreachable
        )
    }

    private func empty(_ page: JobPage) -> Finding {
        guard page.unreadableRows == 0 else {
            return finding(
                .list,
                .failed,
                "none of \(Wording.count(page.unreadableRows, "row")) can be read",
                "a plan for this recipe would not be proven complete",
                status: .unreachable
            )
        }
        return finding(
            .list,
            .note,
            "the recipe has no jobs",
            "paging, order and filters cannot be seen in an empty list"
        )
    }

    private func pageSize(_ first: JobPage) -> Finding {
        let rows = first.items.count + first.unreadableRows
        let isWhole = reading.pages[.next]?.items.isEmpty ?? false
        if isWhole {
            return finding(
                .pageSize,
                .note,
                "the whole list has \(Wording.count(rows, "row"))",
                "pages have at least as many"
            )
        }
        let requests = (1000 + rows - 1) / rows
        let time = Wording.time(reading.limits.other.per * requests / reading.limits.other.count)
        return finding(
            .pageSize,
            .good,
            "\(Wording.count(rows, "row")) on a page",
            "a list of 1,000 jobs takes \(Wording.count(requests, "request")), about \(time) at \(reading.limits.other)",
            settles: .pageSize
        )
    }

    private func cursor(_ first: JobPage) -> Finding? {
        guard let next = reading.pages[.next] else {
            return refused(.next, .cursor, "a list is read no further than its first page")
        }
        switch ListSurvey.cursor(from: first, to: next) {
        case .atEnd: return nil
        case .advances(0): return finding(.cursor, .good, "the second page begins behind the first")
        case .advances(let overlap):
            return finding(
                .cursor,
                .note,
                "the second page shows \(Wording.count(overlap, "row")) of the first again",
                "rows are counted once; lists take more requests"
            )
        case .standsStill:
            return finding(
                .cursor,
                .failed,
                "the second page shows the first again",
                "longer lists cannot be read: a plan is not proven complete",
                status: .unreachable
            )
        }
    }

    private func order(_ first: JobPage) -> Finding? {
        let early = "a walk ends as soon as its rows are older than 'since'"
        switch ListSurvey.order(of: [first, reading.pages[.next]].compactMap { $0 }) {
        case .newestFirst: return finding(.order, .good, "newest first", early, settles: .sortKey)
        case .startDescending:
            return finding(
                .order,
                .good,
                "by start, newest first",
                "\(early) by more than 'lookback', unless 'by: started_at' is set",
                settles: .sortKey
            )
        case .endDescending: return finding(.order, .good, "by end, newest first", early, settles: .sortKey)
        case .oldestFirst:
            return finding(.order, .warning, "oldest first", "every list is read to its end", settles: .sortKey)
        case .unsorted:
            return finding(
                .order,
                .warning,
                "by neither start nor end",
                "every list is read to its end",
                settles: .sortKey
            )
        case .tooFewRows: return finding(.order, .notChecked, "there are too few jobs to tell what lists are sorted by")
        }
    }

    private var statusFilter: Finding? {
        guard let page = reading.pages[.failed] else {
            return refused(.failed, .statusFilter, "failed jobs cannot be listed")
        }
        switch ListSurvey.filter(page, by: .failed) {
        case .noRows: return finding(.statusFilter, .notChecked, "the recipe has no failed job")
        case .ignored(let rows):
            return finding(
                .statusFilter,
                .warning,
                "status=failed shows \(Wording.count(rows, "other row"))",
                "every row is checked here, so plans are right; lists take more requests"
            )
        case .honored:
            let kinds = ListSurvey.kinds(of: page)
            return finding(
                .statusFilter,
                .good,
                "status=failed shows failed jobs only, \(words(kinds))",
                kinds == .masters ? nil : "failed repeats are mapped to their masters, and each master is taken once",
                settles: kinds == .masters ? nil : .repeatsInLists
            )
        }
    }

    private var rerunFilter: Finding? {
        guard let page = reading.pages[.reruns] else {
            return refused(.reruns, .rerunFilter, "repeats cannot be found, so nothing can be planned")
        }
        switch ListSurvey.kinds(of: page) {
        case .none:
            let isHidden = (page.jobScopeCount ?? 0) > 0
            return isHidden
                ? finding(
                    .rerunFilter,
                    .warning,
                    "rerun_only counts \(Wording.count(page.jobScopeCount ?? 0, "job")) and shows none",
                    "plans are not proven complete, and a lost answer stays unknown"
                ) : finding(.rerunFilter, .notChecked, "no job of the recipe was repeated yet")
        case .repeats:
            return finding(
                .rerunFilter,
                .good,
                "rerun_only shows repeats",
                "outcomes are read from this list",
                settles: .rerunOnly
            )
        case .both:
            return finding(
                .rerunFilter,
                .note,
                "rerun_only shows repeats and masters",
                "outcomes are read from this list; rows of masters are passed over, or the filter is ignored",
                settles: .rerunOnly
            )
        case .masters:
            return finding(
                .rerunFilter,
                .warning,
                "rerun_only shows masters, and no repeat",
                "the outcomes of repeats cannot be followed: jobs end as 'unverified', and lost answers stay unknown",
                settles: .rerunOnly
            )
        }
    }

    private func previousPage(_ first: JobPage) -> Finding? {
        guard let page = reading.pages[.previous] else {
            return refused(.previous, .previousPage, "'redrive jobs --follow' cannot show jobs as they end")
        }
        switch ListSurvey.previousPage(page, of: first) {
        case .listOrder:
            return finding(.previousPage, .good, "newer jobs, in the order of the list", settles: .previousPage)
        case .nearestFirst:
            return finding(.previousPage, .good, "newer jobs, the nearest first", settles: .previousPage)
        case .notHonored:
            return finding(
                .previousPage,
                .warning,
                "prev=true does not show the jobs before the cursor",
                "'redrive jobs --follow' may miss jobs; plans and runs do not depend on it"
            )
        case .tooFewRows: return finding(.previousPage, .notChecked, "there are too few jobs to tell")
        }
    }

    private func unknownCursor(_ first: JobPage) -> Finding? {
        let found: String
        if let page = reading.pages[.unknownCursor] {
            let isRestart = page.items.first?.id == first.items.first?.id
            found = page.items.isEmpty ? "an empty page" : isRestart ? "the first page again" : "another page"
        } else if let refusal = reading.refusals[.unknownCursor] {
            found = refusal.words
        } else {
            return nil
        }
        return finding(
            .unknownCursor,
            .good,
            "behind a job that does not exist: \(found)",
            "a walk whose cursor vanishes is never taken for the end of its list",
            settles: .unknownCursor
        )
    }

    private var counts: [Finding] {
        let looks: [(ListReading.Look, Bool)] = [(.first, false), (.failed, true)]
        let contradictions = looks.compactMap { look, isFiltered in
            reading.pages[look].flatMap { ListSurvey.contradiction(in: $0, isFiltered: isFiltered) }
        }
        if let contradiction = contradictions.first {
            return [
                finding(.counts, .warning, contradiction, "listings that contradict themselves are not proven complete")
            ]
        }
        guard let scope = reading.pages[.first]?.jobScopeCount else {
            return [
                finding(
                    .counts,
                    .note,
                    "there is no job_scope_count",
                    "a list ends where a page is empty; there is no time left to show"
                )
            ]
        }
        let failed = reading.pages[.failed]?.jobScopeCount.map { ", \(Wording.count($0)) of them failed" } ?? ""
        return [
            finding(
                .counts,
                .good,
                "job_scope_count: \(Wording.count(scope, "job"))\(failed)",
                "listings are compared with it, and progress shows how much is left"
            )
        ]
    }

    private var statuses: [Finding] {
        let words = ListSurvey.undocumentedStatuses(in: [.first, .next].compactMap { reading.pages[$0] })
        guard !words.isEmpty else { return [] }
        return [
            finding(
                .statuses,
                .note,
                "jobs have statuses that are not documented: \(words.map { "'\($0)'" }.joined(separator: ", "))",
                "such jobs are left out as 'other_status' unless they are included",
                settles: .otherStatuses
            )
        ]
    }

    private func refused(_ look: ListReading.Look, _ check: Finding.Check, _ meaning: String) -> Finding? {
        guard let refusal = reading.refusals[look] else { return nil }
        return finding(check, .failed, "the list cannot be read: \(refusal.words)", meaning, status: .unreachable)
    }

    private func words(_ kinds: ListSurvey.RowKinds) -> String {
        switch kinds {
        case .masters: "and no repeats"
        case .repeats, .both: "repeats included"
        case .none: "and none"
        }
    }
}
