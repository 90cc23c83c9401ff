import WorkatoJobs

/// What was found, the checks of each recipe together, worst last in the count.
struct DoctorView: ResultView {
    private let findings: [Finding]

    /// A view of findings, in the order in which they are shown.
    init(_ findings: [Finding]) { self.findings = findings }

    /// If several failed, the first of 77, 69, 6 counts.
    var completion: Completion {
        let statuses = findings.filter { $0.verdict == .failed }.map(\.status)
        let status = [ExitStatus.noToken, .unreachable, .refused].first(where: statuses.contains) ?? .done
        let counts = [Finding.Verdict.good, .note, .warning, .failed, .notChecked].map { verdict in
            JSONMember(name: verdict.rawValue, .int(findings.count { $0.verdict == verdict }))
        }
        return Completion(status, totals: counts)
    }

    // MARK: text

    private static let verdictWidth = Line("not seen").width

    func lines(on canvas: Canvas) -> [Line] {
        let width = Finding.Check.allCases.map { Line($0.words).width }.max() ?? 0
        let indent = Self.verdictWidth + width + 4
        var lines: [Line] = []
        var recipe: RecipeID?
        for finding in findings {
            if let own = finding.recipe, own != recipe { lines += [.empty, Line("recipe \(own)", .bold)] }
            if finding.recipe == nil, recipe != nil { lines.append(.empty) }
            recipe = finding.recipe
            let verdict = Line(Self.words(finding.verdict), Self.style(finding.verdict)).padded(to: Self.verdictWidth)
            let head: Line = "\(verdict)  \(Line(finding.check.words).padded(to: width))  \(finding.found)"
            lines += head.wrapped(to: canvas.columns, indent: indent)
            let space = String(repeating: " ", count: indent)
            if let meaning = finding.meaning {
                lines += Line(space + meaning, .dim).wrapped(to: canvas.columns, indent: indent)
            }
            if let question = finding.settles {
                lines += Line(space + "settles: \(question.rawValue)", .dim).wrapped(to: canvas.columns, indent: indent)
            }
        }
        return lines + [.empty, total]
    }

    private var total: Line {
        func count(_ verdict: Finding.Verdict) -> Int { findings.count { $0.verdict == verdict } }
        let failed = count(.failed)
        let warnings = count(.warning)
        if failed > 0 { return "\(Line("\(Wording.count(failed, "check")) failed", .bad)); nothing was written" }
        if warnings > 0 { return "\(Line(Wording.count(warnings, "warning"), .caution)); nothing was written" }
        return "\("all well", .good); nothing was written"
    }

    private static func words(_ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .good: "ok"
        case .note: "note"
        case .warning: "warning"
        case .failed: "failed"
        case .notChecked: "not seen"
        }
    }

    private static func style(_ verdict: Finding.Verdict) -> Line.Style {
        switch verdict {
        case .good: .good
        case .note, .notChecked: .plain
        case .warning: .caution
        case .failed: .bad
        }
    }

    // MARK: events

    var events: [Event] {
        findings.map { finding in
            Event(
                .finding,
                [
                    JSONMember(.check, .string(finding.check.rawValue)),
                    JSONMember(.status, .string(finding.verdict.rawValue)),
                    JSONMember(.recipeID, .optional(finding.recipe?.value)),
                    JSONMember(.found, .string(finding.found)), JSONMember(.meaning, .optional(finding.meaning)),
                    JSONMember(.settles, .optional(finding.settles?.rawValue)),
                ]
            )
        }
    }
}
