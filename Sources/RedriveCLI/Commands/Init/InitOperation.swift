import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing
import WorkatoJobs

/// Finds out what a runbook needs, looks at the failures, and writes it.
struct InitOperation: Sendable {
    /// At most this many errors are offered.
    static let mostErrors = 20
    /// How often somebody may answer a question.
    static let tries = 3

    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: InitCommand

    /// Asks, looks, and writes.
    ///
    /// - Throws: with exit status 64 if something is missing and nobody can be asked, 6 if the file exists or nobody answers, or why
    ///   the failures could not be read.
    func run() async throws(ToolError) -> WrittenRunbook {
        let canAsk = context.console.terminal.canAsk && !context.console.settings.json
        try refuseMissing(canAsk: canAsk)
        try checkOutput()
        var draft = RunbookDraft()
        draft.reason = command.reason
        draft.url = command.overrides.url
        draft.dataCenter = command.dataCenter.flatMap(DataCenter.init(rawValue:))
        draft.tokenEnvironment = command.overrides.tokenEnv
        draft.until = command.until
        draft.name = command.name ?? draft.name
        draft.query = command.query
        draft.recipes = command.recipe.flatMap { $0.split(separator: ",") }.map { String($0.filter { $0 != " " }) }
        draft.since = command.since ?? draft.since
        if canAsk { try await ask(&draft) }
        let runbook = try checked(draft)
        let (planned, examples, wanted) = try await look(runbook, canAsk: canAsk)
        try complete(&draft, runbook, planned, wanted, examples)
        _ = try checked(draft)
        return try write(draft, planned)
    }

    // MARK: what is given

    private func refuseMissing(canAsk: Bool) throws(ToolError) {
        guard !canAsk else { return }
        let lacksRecipes = command.recipe.isEmpty && command.query == nil
        let missing = [("--recipe", lacksRecipes), ("--since", command.since == nil)].filter(\.1).map(\.0)
        guard !missing.isEmpty else { return }
        throw ToolError(
            .usage,
            "nobody can be asked, and \(missing.map { "'\($0)'" }.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing",
            meaning: "nothing was read and no runbook was written",
            advice: "for example:",
            commands: [
                "redrive init --recipe 28904 --since '6h ago'", "redrive init --adapter salesforce --since '6h ago'",
            ]
        )
    }

    private var path: String { command.path ?? "\(command.name ?? RunbookDraft().name).yaml" }

    /// Checked before anything is read; a name that is only known later is checked again when the file is made.
    private func checkOutput() throws(ToolError) {
        guard !command.writesToOutput else { return }
        try context.checkOutput(path, or: path, Self.cannotWrite)
    }

    private static let cannotWrite = "the runbook cannot be written"

    /// The runbook of a draft.
    ///
    /// - Throws: with exit status 64 and what is wrong with the answers.
    private func checked(_ draft: RunbookDraft) throws(ToolError) -> Runbook {
        let file = SourceFile(name: "redrive init", bytes: Array(draft.text.utf8))
        let (runbook, diagnostics) = RunbookParser.parse(file: file, context: runbookContext)
        guard let runbook else {
            let error = diagnostics.first { DiagnosticRecord($0).severity == "error" }.map(DiagnosticRecord.init)
            throw ToolError(
                .usage,
                error?.message ?? "these answers make no runbook",
                meaning: "nothing was read and no runbook was written",
                advice: error?.help,
                page: .runbook
            )
        }
        return runbook
    }

    private var runbookContext: RunbookContext { RunbookContext(now: context.environment.clock.now().wall) }

    // MARK: questions

    private func ask(_ draft: inout RunbookDraft) async throws(ToolError) {
        if draft.url == nil, draft.dataCenter == nil, command.simulate == nil {
            let known = DataCenter.allCases.map(\.rawValue).joined(separator: " ")
            try await ask("Where is the workspace? \(known), or an address [us]: ", &draft) { draft, answer in
                let word = answer.isEmpty ? "us" : answer.lowercased()
                draft.dataCenter = DataCenter(rawValue: word)
                draft.url = draft.dataCenter == nil ? answer : nil
            }
        }
        if draft.recipes.isEmpty, draft.query == nil {
            let hint: Line = "Recipes: ids with commas, or one of: all, adapter NAME, folder ID, tag TAG, name GLOB"
            try await ask("Which recipes? ", &draft, hint: hint, isAboutRecipes: true) { draft, answer in
                draft.query = RecipeQuery(answer: answer)
                draft.recipes = draft.query == nil ? answer.split { $0 == "," || $0 == " " }.map(String.init) : []
            }
        }
        if command.since == nil {
            try await ask("Since when? A time, or such as 6h ago [6h ago]: ", &draft) { draft, answer in
                draft.since = answer.isEmpty ? "6h ago" : answer
            }
        }
    }

    /// Asks until the answer makes a runbook, three times at most.
    private func ask(
        _ question: Line,
        _ draft: inout RunbookDraft,
        hint: Line? = nil,
        isAboutRecipes: Bool = false,
        _ take: (inout RunbookDraft, String) -> Void
    ) async throws(ToolError) {
        let columns = context.console.errorCanvas.columns
        var above: [Line] = hint.map { $0.wrapped(to: columns) } ?? []
        for left in (0..<Self.tries).reversed() {
            let answer = try await line(question, above)
            var changed = draft
            take(&changed, answer)
            // What is asked later is given something valid.
            var whole = changed
            if !isAboutRecipes, whole.recipes.isEmpty, whole.query == nil { whole.recipes = ["1"] }
            do throws(ToolError) {
                _ = try checked(whole)
                draft = changed
                return
            } catch {
                guard left > 0 else { throw error }
                above = [Line(error.message, .caution)] + (error.advice.map { [Line($0)] } ?? [])
            }
        }
    }

    private func line(_ question: Line, _ above: [Line]) async throws(ToolError) -> String {
        let console = context.console
        let answer = try await context.untilInterrupted { () async throws(ToolError) -> String? in
            await console.ask(above, question)
        }
        guard let answer else {
            throw ToolError(.refused, "the questions were not answered", meaning: "no runbook was written")
        }
        return answer.split { $0 == " " || $0 == "\t" || $0 == "\r" }.joined(separator: " ")
    }

    // MARK: the failures

    private typealias Found = (planned: IdentifiedPlan, examples: [JobID: JobRow], wanted: [PlanSummary.SignatureCount])

    private func look(_ runbook: Runbook, canAsk: Bool) async throws(ToolError) -> Found {
        let planning = PlanningOperation(context: context, scenario: command.simulate, withTitles: false)
        return try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> Found in
            let planned = try await planning.plan(runbook, access)
            let wanted = try await choose(PlanSummary(planned.plan), canAsk: canAsk)
            var examples: [JobID: JobRow] = [:]
            let ofTypes = PlanSummary(planned.plan).allSignatures.filter { count in
                count.signature.errorType.map(command.errorType.contains) ?? false
            }
            for count in wanted + ofTypes.prefix(Self.mostErrors) {
                let read = ProbedRead.job(count.signature.recipe, count.example)
                let probe = try await context.untilInterrupted { () async throws(ToolError) -> Probe? in
                    try? await access.client.probe(read)
                }
                if case .success(let response)? = probe?.result, case .value(let detail) = JobAnswer(reading: response)
                {
                    examples[count.example] = detail.row
                }
            }
            return (planned, examples, wanted)
        }
    }

    /// The signatures that the runbook is restricted to; empty for all.
    private func choose(_ summary: PlanSummary, canAsk: Bool) async throws(ToolError) -> [PlanSummary.SignatureCount] {
        guard command.errorType.isEmpty, canAsk else { return [] }
        let groups = Array(ErrorGroup.all(of: summary).prefix(Self.mostErrors))
        guard groups.count > 1 else { return [] }
        let columns = context.console.errorCanvas.columns
        let width = String(groups.count).count
        var above: [Line] = [Line("Failed jobs, by error:")]
        for (index, line) in ErrorLines(groups, columns: columns - width - 2).cut.enumerated() {
            let number = String(index + 1)
            above.append(Line(String(repeating: " ", count: width - number.count) + number + ".", .accent) + line)
        }
        for left in (0..<Self.tries).reversed() {
            let answer = try await line("Which of them? Numbers with commas, Enter for all: ", above)
            guard !answer.isEmpty else { return [] }
            let numbers = answer.split { $0 == "," || $0 == " " }.map { Int($0) ?? 0 }
            if numbers.allSatisfy({ (1...groups.count).contains($0) }) {
                let words = Set(numbers.map { groups[$0 - 1].words })
                return summary.allSignatures.filter { words.contains($0.signature.words) }
            }
            guard left > 0 else { break }
            above = [Line("Numbers from 1 to \(groups.count), with commas.", .caution)]
        }
        throw ToolError(.refused, "the questions were not answered", meaning: "no runbook was written")
    }

    // MARK: the runbook

    private func complete(
        _ draft: inout RunbookDraft,
        _ runbook: Runbook,
        _ planned: IdentifiedPlan,
        _ wanted: [PlanSummary.SignatureCount],
        _ examples: [JobID: JobRow]
    ) throws(ToolError) {
        let summary = PlanSummary(planned.plan)
        var chosen = wanted
        for count in wanted {
            let error = DraftedError(count.signature, example: examples[count.example])
            if !draft.errors.contains(error) { draft.errors.append(error) }
        }
        for type in command.errorType {
            let found = summary.allSignatures.filter { $0.signature.errorType == type }
            guard !found.isEmpty else {
                let known = Set(summary.allSignatures.compactMap(\.signature.errorType)).sorted()
                throw ToolError(
                    .usage,
                    "no failed job has the error type '\(type)'",
                    found: known.isEmpty ? nil : "the types are \(known.map { "'\($0)'" }.joined(separator: ", "))",
                    meaning: "no runbook was written"
                )
            }
            chosen += found
            draft.errors.append(DraftedError(type: type, examples: found.compactMap { examples[$0.example] }))
        }
        let jobs = draft.errors.isEmpty ? planned.plan.jobs.count : chosen.reduce(0) { $0 + $1.jobs }
        draft.maxJobs = Self.bound(on: jobs)
        guard case .repeatJobs(let selection) = runbook.steps[0].kind else { return }
        let instant = selection.query.window.since.map { $0.formatted(.seconds) }
        let isGivenSo = instant == nil || instant == draft.since
        draft.seen = RunbookDraft.Seen(
            at: context.environment.clock.now().wall.formatted(.seconds),
            sinceGiven: isGivenSo ? nil : draft.since,
            jobs: planned.plan.jobs.count,
            chosenJobs: jobs,
            identity: command.simulate == nil ? planned.plan.header.identity : nil
        )
        draft.since = instant ?? draft.since
    }

    /// A bound that leaves room for what fails until the plan is made: a quarter more and 10, in round numbers.
    static func bound(on jobs: Int) -> Int {
        let most = jobs + jobs / 4 + 10
        var step = 10
        while step * 10 <= most { step *= 10 }
        return (most + step / 10 - 1) / (step / 10) * (step / 10)
    }

    private func write(_ draft: RunbookDraft, _ planned: IdentifiedPlan) throws(ToolError) -> WrittenRunbook {
        let written = WrittenRunbook(
            path: path,
            text: draft.text,
            jobs: draft.seen?.chosenJobs ?? 0,
            isComplete: planned.plan.isComplete,
            simulated: command.simulate
        )
        guard !command.writesToOutput else { return written }
        do throws(FileError) {
            let file = try OutputFile(path, replaces: false, fileSystem: context.environment.fileSystem)
            do throws(FileError) {
                try file.append(Array(written.text.utf8))
            } catch {
                file.abandon()
                throw error
            }
            try file.finish()
        } catch {
            throw ToolError(
                error.isAlreadyThere ? .nameTaken(path: path) : .file(error),
                doing: Self.cannotWrite,
                meaning: "nothing was sent"
            )
        }
        return written
    }
}

/// A runbook that was written.
struct WrittenRunbook: Sendable {
    /// The file; `-` for standard output.
    let path: String
    /// Its text.
    let text: String
    /// How many jobs would have been repeated when it was written.
    let jobs: Int
    /// Whether the lists were proven complete.
    let isComplete: Bool
    /// The scenario; nil for a real workspace.
    let simulated: String?
}
