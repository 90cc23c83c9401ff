import Testing

/// What the states say of themselves, against the columns "goes to" of docs/state-machines.md.
@Suite struct TransitionCommentsTests {
    /// An enum of states, and its table.
    struct Machine {
        var file: String
        var enumeration = "State"
        var heading: String
        /// The first column of its table.
        var column = "state"
    }

    static let machines = [
        Machine(
            file: "Run/RunStateMachine.swift",
            enumeration: "Phase",
            heading: "Phases",
            column: "phase"
        ),
        Machine(file: "Run/Step/SendingLaneStateMachine.swift", heading: "SendingLaneStateMachine"),
        Machine(file: "Run/Step/RolloutStateMachine.swift", heading: "RolloutStateMachine"),
        Machine(
            file: "Run/Outcomes/OutcomesStateMachine.swift",
            enumeration: "Phase",
            heading: "OutcomesStateMachine",
            column: "phase"
        ),
        Machine(file: "Run/Settling/SettlingStateMachine.swift", heading: "SettlingStateMachine"),
        Machine(
            file: "Run/State/ChunkProgress.swift",
            enumeration: "Status",
            heading: "A job and a chunk",
            column: "chunk"
        ),
        Machine(file: "Run/State/StepProgress.swift", enumeration: "Stage", heading: "Steps", column: "stage"),
        Machine(file: "Planning/PlanningStateMachine.swift", heading: "PlanningStateMachine"),
        Machine(
            file: "Planning/RecipeReading.swift",
            enumeration: "Stage",
            heading: "RecipeReading",
            column: "stage"
        ),
        Machine(
            file: "Run/State/TokenProgress.swift",
            enumeration: "TokenProgress",
            heading: "Tokens",
            column: "state"
        ),
        Machine(file: "Requests/ReadStateMachine.swift", heading: "ReadStateMachine"),
        Machine(file: "Listing/JobWalkStateMachine.swift", heading: "JobWalkStateMachine"),
        Machine(file: "Listing/RepeatsWalkStateMachine.swift", heading: "RepeatsWalkStateMachine"),
        Machine(file: "JobLists/JobListingStateMachine.swift", heading: "JobListingStateMachine"),
        Machine(file: "JobLists/RecipeRows.swift", heading: "RecipeRows"),
        Machine(file: "JobLists/JobFollowStateMachine.swift", heading: "JobFollowStateMachine"),
        Machine(file: "Listing/RecipeWalkStateMachine.swift", heading: "RecipeWalkStateMachine"),
        Machine(file: "Recipes/RecipeLookupStateMachine.swift", heading: "RecipeLookupStateMachine"),
        Machine(
            file: "Recipes/RecipeResolutionStateMachine.swift",
            enumeration: "Stage",
            heading: "RecipeResolutionStateMachine",
            column: "stage"
        ),
    ]

    @Test(arguments: machines.indices)
    func `each state's comment ends in the transitions of its table`(_ index: Int) throws {
        let machine = Self.machines[index]
        let documented = try DocumentedTable(under: machine.heading, first: machine.column).transitions()
        let commented = try CommentedTransitions.read(machine.enumeration, in: machine.file)
        #expect(!documented.isEmpty)
        #expect(Set(commented.keys) == Set(documented.keys), "\(machine.heading)")
        for (state, goesTo) in documented { #expect(commented[state] == goesTo, "\(machine.heading): \(state)") }
        for goesTo in documented.values { #expect(goesTo.isSubset(of: documented.keys), "\(machine.heading)") }
    }

    @Test func `no file with such comments, and no machine, is left out here`() throws {
        #expect(try CommentedTransitions.files() == Set(Self.machines.map(\.file)))
    }
}
