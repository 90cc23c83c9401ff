extension Plan {
    /// The same with each text changed that came from a server or from a person; ids and names of files stay.
    ///
    /// For what must not be written into a file, whoever has put it there.
    package func mappingText(_ change: (String) -> String) -> Plan {
        var plan = self
        plan.header.description = header.description.map(change)
        plan.header.reason = header.reason.map(change)
        plan.header.workspace.name = header.workspace.name.map(change)
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
        plan.warnings = warnings.map(change)
        return plan
    }
}
