import RedriveCore

/// Counted jobs in words.
struct TallyWords {
    /// The text: `90 jobs: 88 recovered, 2 failed again with the same error`.
    let text: String

    /// The words of a tally.
    init(_ tally: JobTally) {
        let outcomes = Outcome.summaryOrder.filter { tally.count($0) > 0 }.map {
            "\(Wording.count(tally.count($0))) \($0.words)"
        }
        let classes = JobClass.summaryOrder.filter { $0 != .enqueued && tally.count($0) > 0 }.map {
            "\(Wording.count(tally.count($0))) \($0.words)"
        }
        let all = Wording.count(tally.planned, "job")
        text = tally.planned == 0 ? all : "\(all): " + (outcomes + classes).joined(separator: ", ")
    }
}
