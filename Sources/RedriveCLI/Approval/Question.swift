import RedriveCore

/// A question whose answer decides whether something is sent.
struct Question: Sendable {
    /// The facts that the answer is about, shown right above the prompt and with each further try.
    var facts: Line
    /// What stands in front of the cursor.
    var prompt: Line
    /// The answers that mean yes, in lower case.
    var expected: [String]

    /// How often somebody may answer.
    static let tries = 3
    /// The answers that mean no, besides an empty one.
    private static let refusals: Set<String> = ["n", "no", "q", "quit", "exit"]

    /// What an answer means.
    enum Meaning: Sendable, Hashable {
        /// Yes.
        case yes
        /// No: nothing was typed, or a word that says so.
        case no
        /// Neither.
        case unclear
    }

    /// What an answer means; nil is the end of the input.
    func meaning(of answer: String?) -> Meaning {
        let words = (answer ?? "").lowercased().split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
        guard let word = words.first else { return .no }
        if words.count == 1, expected.contains(word) { return .yes }
        return words.count == 1 && Self.refusals.contains(word) ? .no : .unclear
    }

    /// A question that approves what is about to be sent.
    ///
    /// - Parameters:
    ///   - action: what would happen: `Repeat 5 jobs`.
    ///   - header: of the plan; says where it would happen, and whether that is real.
    ///   - jobs: how many jobs it is about; a larger number needs the start of the plan's id.
    static func approval(_ action: String, _ header: PlanHeader, jobs: Int, planID: String) -> Question {
        let isSmall = jobs <= ApprovalOperation.mostJobsForYes
        let start = String(planID.prefix(ApprovalOperation.charactersOfID))
        let place = WorkspaceWords(header).place
        let real = header.simulated == nil ? " (not a simulation)" : ""
        return Question(
            facts: "\(Line("\(action) in \(place)\(real)?", .bold)) Plan \(planID).",
            prompt: "Type \(isSmall ? "y" : start) to approve, Enter to leave: ",
            expected: isSmall ? ["y", "yes"] : [start, planID]
        )
    }
}
