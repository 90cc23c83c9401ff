package import WorkatoJobs

/// Why a file is no plan that can be trusted (exit 65).
package struct PlanFileError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Cause: Sendable, Hashable {
        /// The file has no lines.
        case empty
        /// The line was changed by copying or editing, in a way that its bytes show.
        case damaged(LineDamage)
        /// The line is longer than any that Redrive writes.
        case lineTooLong
        /// The line is not a JSON object; with the offset of the byte in it, from 0.
        case notJSON(at: Int)
        /// The first line is not a plan's header.
        case noHeader
        /// The format is of a newer version of Redrive.
        case newerFormat(Int)
        /// This format has no lines of this type.
        case unknownType(String)
        /// A line of this type is not allowed here.
        case outOfPlace(String)
        /// A member is not what it has to be.
        case wrongValue(key: String, expected: String)
        /// A member that has to be there is not.
        case missing(key: String)
        /// A member is there twice.
        case repeatedKey(String)
        /// A master is planned twice.
        case duplicateMaster(RecipeID, JobID)
        /// The footer counts other lines than there are.
        case countsDisagree(String, said: Int, found: Int)
        /// The lines are not the ones that were written.
        case altered
        /// Something follows the footer.
        case afterEnd
        /// The footer is missing.
        case truncated
    }

    /// The line, from 1; for a missing footer, the last one.
    package var line: Int
    /// What is wrong.
    package var fault: Cause

    /// An error from its parts.
    package init(line: Int, fault: Cause) {
        self.line = line
        self.fault = fault
    }

    /// What is wrong, in words that follow the name of the line: `is not a JSON object`.
    package var message: String {
        switch fault {
        case .empty: "is missing: the file is empty"
        case .damaged(let damage): damage.words
        case .lineTooLong: "is longer than \(PlanDecoder.longestLine) bytes"
        case .notJSON(let offset): "is not a JSON object (at byte \(offset + 1))"
        case .noHeader: "is not the header of a plan"
        case .newerFormat(let format):
            "says that a newer Redrive wrote the plan (format \(format); this version reads format \(PlanFormat.version))"
        case .unknownType(let type): "has the type '\(type)', which no line of a plan has"
        case .outOfPlace(let type): "has the type '\(type)' and cannot stand here"
        case .wrongValue(let key, let expected): "has a wrong '\(key)': it must be \(expected)"
        case .missing(let key): "has no '\(key)'"
        case .repeatedKey(let key): "has '\(key)' twice"
        case .duplicateMaster(let recipe, let master): "plans job '\(master)' of recipe \(recipe) a second time"
        case .countsDisagree(let what, let said, let found): "counts \(said) \(what), and there are \(found)"
        case .altered: "has a digest that is not that of the lines above it: the plan was altered"
        case .afterEnd: "stands behind the end of the plan"
        case .truncated: "is the last one, and the plan has no end: it was cut off"
        }
    }
}

extension PlanFileError: CustomStringConvertible {
    /// What is wrong, with the line.
    package var description: String { "line \(line) \(message)" }
}
