import RedriveCore

/// The preview of a plan, as text and as events.
struct PlanView: View {
    private let planned: IdentifiedPlan
    private let summary: PlanSummary
    private let path: String?
    private let scope: [String]?
    private let next: PlanPreview.Next?
    private let endsWithEmptyLine: Bool

    /// - Parameters:
    ///   - path: the file that the plan is in; nil if it is in none.
    ///   - scope: the names of the steps that take part; nil for all.
    ///   - next: how the text ends; nil if a question or something else follows.
    ///   - endsWithEmptyLine: whether an empty line separates the text from what follows.
    init(
        _ planned: IdentifiedPlan,
        _ summary: PlanSummary,
        path: String? = nil,
        scope: [String]? = nil,
        next: PlanPreview.Next? = nil,
        endsWithEmptyLine: Bool = false
    ) {
        self.planned = planned
        self.summary = summary
        self.path = path
        self.scope = scope
        self.next = next
        self.endsWithEmptyLine = endsWithEmptyLine
    }

    func lines(on canvas: Canvas) -> [Line] {
        // What follows a preview that ends with an empty line is a question of three lines.
        let following = endsWithEmptyLine ? 4 : 0
        var lines = PlanPreview(planned, summary, on: canvas).lines(next: next, reserving: following)
        if let scope {
            let steps = scope.map { "'\($0)'" }.joined(separator: ", ")
            lines.append("only \(steps): \(Wording.count(planned.jobs(ofSteps: scope), "job"), .bold)")
        }
        return endsWithEmptyLine ? lines + [.empty] : lines
    }

    var events: [Event] { PlanEvents(planned, summary, path: path).all }
}
