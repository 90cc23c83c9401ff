import RedriveCore
import RedriveEngine
import RunbookParsing
import WorkatoJobs

/// Looks at a workspace with reads alone, and returns what was found.
struct DoctorOperation: Sendable {
    /// At most this many of a runbook's recipes are looked at.
    static let mostRecipes = 3

    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: DoctorCommand

    /// Looks.
    ///
    /// - Throws: with exit status 64 or 65 if the arguments or the runbook are not valid, 74 if a file cannot be read, 4 if it was
    ///   interrupted. What is wrong with the workspace is a finding.
    func run() async throws(ToolError) -> [Finding] {
        try context.refuseSecondInput([command.runbook, command.inputs.inputs, command.simulate])
        let (workspace, recipes) = try subject()
        let findings: [Finding]
        do throws(ToolError) {
            findings = try await WorkspaceAccess.with(
                workspace,
                scenario: command.simulate,
                writes: false,
                context
            ) { access async throws(ToolError) -> [Finding] in
                try await context.untilInterrupted { () async throws(ToolError) -> [Finding] in
                    try await look(workspace, recipes, access)
                }
            }
        } catch {
            switch error.status {
            case .noToken:
                findings = [Finding(.token, .failed, error.message, meaning: error.advice, status: error.status)]
            case .unreachable:
                findings = [Finding(.address, .failed, error.message, meaning: error.advice, status: error.status)]
            case .done, .unfinishedJobs, .planNotEmpty, .guardTripped, .interrupted, .undecided, .refused, .usage,
                .invalidData, .bug, .fileFailure:
                throw error
            }
        }
        return findings
    }

    /// The workspace and recipes of the runbook, or of the command line.
    private func subject() throws(ToolError) -> (Workspace, [RecipeID]) {
        let given = try command.recipe.map { text throws(ToolError) -> RecipeID in
            guard let id = RecipeID(text) else {
                throw ToolError(.usage, "'--recipe' must be the id of a recipe, a whole number; this is '\(text)'")
            }
            return id
        }
        guard let path = command.runbook else {
            return (try Workspace(command.overrides, context), given)
        }
        let overrides = RunbookContext.Overrides(
            url: command.overrides.url,
            tokenEnvironment: command.overrides.tokenEnv
        )
        let (runbook, warnings) = try RunbookLoading(context: context, inputs: command.inputs, overrides: overrides)
            .load(path)
        context.console.diagnostics(warnings)
        var recipes: [RecipeID] = []
        for recipe in runbook.steps.flatMap(\.kind.recipes) where !recipes.contains(recipe) { recipes.append(recipe) }
        return (runbook.workspace, given.isEmpty ? Array(recipes.prefix(Self.mostRecipes)) : given)
    }

    private func look(
        _ workspace: Workspace,
        _ recipes: [RecipeID],
        _ access: WorkspaceAccess
    ) async throws(ToolError) -> [Finding] {
        let isSimulated = command.simulate != nil
        var findings = ConnectionFindings.before(workspace, proxy: access.proxy, isSimulated: isSimulated)
        let me = try await probe(.workspace, access)
        findings += ConnectionFindings.after(me, workspace, isSimulated: isSimulated)
        guard !findings.contains(where: { $0.verdict == .failed && $0.check != .workspace }) else { return findings }
        var rights = RightsFindings(me: me)
        var reads = [me]
        for read in RecipeFindings.reads {
            let probe = try await probe(read, access)
            rights.take(read, probe)
            reads.append(probe)
            findings += RecipeFindings.of(read, probe)
        }
        var perRecipe: [Finding] = []
        for recipe in recipes {
            let (found, probes) = try await look(at: recipe, workspace, access, &rights)
            perRecipe += found
            reads += probes
        }
        findings += rights.token(of: workspace, isSimulated: isSimulated)
        findings.append(ConnectionFindings.limits(reads, workspace))
        findings += perRecipe
        if recipes.isEmpty {
            findings.append(
                Finding(
                    .list,
                    .notChecked,
                    "no recipe was named, so no job list was read",
                    meaning: "name one with '--recipe', or a runbook: paging, order and filters show only in a list"
                )
            )
        }
        return findings + rights.findings
    }

    /// The lists of one recipe: at most seven reads.
    private func look(
        at recipe: RecipeID,
        _ workspace: Workspace,
        _ access: WorkspaceAccess,
        _ rights: inout RightsFindings
    ) async throws(ToolError) -> ([Finding], [Probe]) {
        var reading = ListReading(recipe: recipe, limits: workspace.limits)
        var probes: [Probe] = []
        while let next = reading.next {
            let probe = try await probe(next.read, access)
            probes.append(probe)
            rights.take(next.read, probe)
            reading.take(probe, for: next)
        }
        return (reading.findings, probes)
    }

    private func probe(_ read: ProbedRead, _ access: WorkspaceAccess) async throws(ToolError) -> Probe {
        do throws(SharedPacing.PacingError) {
            return try await access.client.probe(read)
        } catch {
            switch error {
            case .cancelled: throw ToolError(.cancelled, doing: Self.doing)
            case .file(let failure): throw ToolError(.file(failure), doing: Self.doing)
            }
        }
    }

    private static let doing = "the workspace cannot be looked at"
}
