import RedriveCore
import TerminalText

/// The classes and outcomes of a run whose jobs a new plan takes up.
struct LeftoverClasses: Sendable, Hashable {
    /// The classes of jobs that were not repeated.
    var classes: Set<JobClass> = []
    /// The outcomes of jobs that were.
    var outcomes: Set<Outcome> = []

    /// What is planned if nothing else is asked for.
    ///
    /// Source: docs/report.md, "The next plan". What failed again with the same error would most likely fail once more.
    static let usual = LeftoverClasses(
        classes: [.refused, .notSent, .held],
        outcomes: [.failedOther, .stillPending]
    )

    /// The classes that can be planned: what was repeated is planned by its outcome, and what is in doubt has to be settled first.
    private static let plannedClasses: [JobClass] = [.refused, .dropped, .held, .notSent]
    /// The outcomes that can be planned.
    private static let plannedOutcomes: [Outcome] = [.failedSame, .failedOther, .stillPending, .unverified]

    /// Every name that can be planned.
    static let known: [String] = plannedOutcomes.map(\.rawValue) + plannedClasses.map(\.rawValue)

    /// The names, separated by commas.
    var names: String {
        (Self.plannedOutcomes.filter(outcomes.contains).map(\.rawValue)
            + Self.plannedClasses.filter(classes.contains).map(\.rawValue)).joined(separator: ",")
    }

    /// Whether a job is of these.
    func contains(_ job: JobProgress) -> Bool {
        if let outcome = job.outcome { return outcomes.contains(outcome) }
        return classes.contains(job.jobClass)
    }

    /// Classes from the command line, separated by commas; the usual ones if there are none.
    ///
    /// - Throws: with exit status 64 for a name that cannot be planned.
    init(_ given: [String]) throws(ToolError) {
        guard !given.isEmpty else {
            self = .usual
            return
        }
        for name in given.flatMap({ $0.split(separator: ",") }).map({ String($0.filter { $0 != " " }) }) {
            if let found = Self.plannedClasses.first(where: { $0.rawValue == name }) {
                classes.insert(found)
            } else if let found = Self.plannedOutcomes.first(where: { $0.rawValue == name }) {
                outcomes.insert(found)
            } else {
                throw Self.refusal(of: name)
            }
        }
    }

    private init(classes: Set<JobClass>, outcomes: Set<Outcome>) {
        self.classes = classes
        self.outcomes = outcomes
    }

    private static func refusal(of name: String) -> ToolError {
        let why: String? =
            switch name {
            case JobClass.unknown.rawValue:
                "jobs in doubt are settled by 'redrive resume' first, and planned afterwards"
            case JobClass.enqueued.rawValue:
                "repeated jobs are planned by their outcomes: \(plannedOutcomes.map(\.rawValue).joined(separator: ", "))"
            case Outcome.recovered.rawValue: "nothing is left to do for jobs that have recovered"
            default: closestMatch(to: name, among: known).map { "did you mean '\($0)'?" }
            }
        return ToolError(
            .usage,
            "'--class' must be a class or an outcome that can be planned; this is '\(name)'",
            advice: why ?? "one of \(known.joined(separator: ", "))"
        )
    }
}
