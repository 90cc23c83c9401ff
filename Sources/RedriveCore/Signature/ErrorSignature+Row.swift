package import WorkatoJobs

extension ErrorSignature {
    /// The signature of a failed row: its adapter, its type of error, and its message with what varies blanked.
    ///
    /// The message is the one that the error is taken apart into, or the whole error string if there is none. Two rows have the same signature
    /// exactly where they failed in the same way; it is stable over versions of one plan format. Linear in the message.
    package static func of(row: JobRow, recipe: RecipeID) -> ErrorSignature {
        let message = row.errorMessage.flatMap { $0.isEmpty ? nil : $0 } ?? row.error ?? ""
        return ErrorSignature(
            recipe: recipe,
            adapter: name(row.adapter),
            errorType: name(row.errorType),
            message: ErrorBlanking.blank(message)
        )
    }

    /// Adapters and types are names, not blanked; but they come from outside and are kept short and free of controls.
    private static func name(_ name: String?) -> String? {
        guard let name, !name.isEmpty else { return nil }
        let cleaned = ErrorBlanking.cleaned(name)
        return cleaned.isEmpty ? nil : cleaned
    }
}
