/// A job as the world stores it: small, because there may be hundreds of thousands.
struct SimulatedJobRow {
    /// Properties of a job besides its status.
    struct Flags: OptionSet {
        var rawValue: UInt8
        static let erased = Flags(rawValue: 1)
        static let test = Flags(rawValue: 2)
        static let pollError = Flags(rawValue: 4)
        /// In no list yet.
        static let hidden = Flags(rawValue: 8)
    }

    /// The index that stands for no row or table entry.
    static let none: Int32 = -1

    /// The index of its recipe.
    var recipe: Int32
    /// The row that it repeats; its own row for a master.
    var master: Int32
    var status: Scenario.Status
    var flags: Flags = []
    /// Milliseconds since 1970.
    var startedAt: Int64
    /// Milliseconds since 1970; `Int64.max` while it is pending.
    var completedAt: Int64
    /// The index of its error kind.
    var error: Int32 = SimulatedJobRow.none
    /// The index of its title's template.
    var title: Int32 = SimulatedJobRow.none
    /// The index of its details, if the scenario gives the job one by one.
    var detail: Int32 = SimulatedJobRow.none
    /// The row of its caller.
    var caller: Int32 = SimulatedJobRow.none
    /// The row of the top of its call tree.
    var root: Int32 = SimulatedJobRow.none
    /// The index of the refusal of its repeats.
    var refusal: Int32 = SimulatedJobRow.none
    /// Of a master: the number of repeats so far, including those before the scenario.
    var repeats: Int32 = 0
    /// Of a master: the number of repeats that lists show.
    var shownRepeats: Int32 = 0
    /// Of a master: the row of its newest attempt.
    var newest: Int32
}

/// The properties that only a job given one by one has.
struct JobDetail {
    var id: String
    var title: String
    var caller: Scenario.JobReference?
    var root: Scenario.JobReference?
    var outcome: Scenario.Outcome?
}

/// An error kind with parsed templates.
struct PreparedError {
    var kind: Scenario.ErrorKind
    var message: Template
    var text: Template?
    var inner: Template?

    init(_ kind: Scenario.ErrorKind) {
        self.kind = kind
        message = Template(kind.message)
        text = kind.text.map(Template.init)
        inner = kind.innerMessage.map(Template.init)
    }
}
