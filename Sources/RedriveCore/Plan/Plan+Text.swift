import WorkatoJobs

extension Plan {
    /// The same plan with a change applied to each text from a server or a person; ids and names of files stay.
    ///
    /// Used to remove what must not be written into a file.
    package func mappingText(_ change: (String) -> String) -> Plan {
        var plan = self
        plan.header.description = header.description.map(change)
        plan.header.reason = header.reason.map(change)
        plan.header.workspace.name = header.workspace.name.map(change)
        plan.header.recipeNames = header.recipeNames.mapValues(change)
        plan.header.identity?.name = header.identity?.name.map(change)
        plan.signatures = signatures.map { signature in
            ErrorSignature(
                recipe: signature.recipe,
                adapter: signature.adapter.map(change),
                errorType: signature.errorType.map(change),
                message: change(signature.message)
            )
        }
        for index in jobs.indices where jobs[index].title != nil {
            plan.jobs[index].title = jobs[index].title.map(change)
        }
        for index in tokens.indices where tokens[index].row.note != nil {
            plan.tokens[index].row.note = tokens[index].row.note.map(change)
        }
        plan.warnings = warnings.map(change)
        return plan
    }
}
