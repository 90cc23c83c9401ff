/// A job as the world keeps it: small, because there may be hundreds of thousands.
struct SimulatedJobRow {
    /// What is true of a job beside its status.
    struct Flags: OptionSet {
        var rawValue: UInt8
        static let erased = Flags(rawValue: 1)
        static let test = Flags(rawValue: 2)
        static let pollError = Flags(rawValue: 4)
        /// In no list yet.
        static let hidden = Flags(rawValue: 8)
    }

    /// The place of no row or table entry.
    static let none: Int32 = -1

    /// The place of its recipe among the world's.
    var recipe: Int32
    /// The row that it repeats; its own for a master.
    var master: Int32
    var status: Scenario.Status
    var flags: Flags = []
    /// Milliseconds since 1970.
    var startedAt: Int64
    /// Milliseconds since 1970; `Int64.max` while it is pending.
    var completedAt: Int64
    /// The place of its error kind.
    var error: Int32 = SimulatedJobRow.none
    /// The place of its title's template.
    var title: Int32 = SimulatedJobRow.none
    /// The place of its details, where the scenario told the job one by one.
    var detail: Int32 = SimulatedJobRow.none
    /// The row of its caller.
    var caller: Int32 = SimulatedJobRow.none
    /// The row of its call tree's top.
    var root: Int32 = SimulatedJobRow.none
    /// The place of the refusal that its repeats meet.
    var refusal: Int32 = SimulatedJobRow.none
    /// Of a master: the repeats so far, those before the scenario included.
    var repeats: Int32 = 0
    /// Of a master: the repeats that lists show.
    var shownRepeats: Int32 = 0
    /// Of a master: the row of its newest attempt.
    var newest: Int32
}

/// What only a job that was told one by one has.
struct JobDetail {
    var id: String
    var title: String
    var caller: Scenario.JobReference?
    var root: Scenario.JobReference?
    var outcome: Scenario.Outcome?
}

/// An error kind with its templates read.
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
