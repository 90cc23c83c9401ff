/// A runbook that was written, and what to do next.
struct InitView: ResultView {
    private let written: WrittenRunbook

    /// A view of a runbook that was written.
    init(_ written: WrittenRunbook) { self.written = written }

    var completion: Completion { Completion(totals: [JSONMember(.jobs, .int(written.jobs))]) }

    var warnings: [String] {
        written.isComplete ? [] : ["the lists are not proven complete: there may be more failed jobs than were seen"]
    }

    func lines(on canvas: Canvas) -> [Line] {
        let next =
            ["redrive", "plan", Shell.file(written.path)] + (written.simulated.map { ["--simulate", $0] } ?? [])
        return [
            "\(Line("'\(written.path)'", .bold)): \(Wording.count(written.jobs, "failed job")) would be repeated now",
            "next      \(Line(Shell.command(next), .accent))",
        ]
    }

    var events: [Event] {
        [Event(.runbook, [JSONMember(.path, .string(written.path)), JSONMember(.jobs, .int(written.jobs))])]
    }
}
