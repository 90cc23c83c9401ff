public import WorkatoJobs

/// Why a file is no plan that can be trusted (exit 65).
public struct PlanFileError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Fault: Sendable, Hashable {
        /// The line is longer than any that Redrive writes.
        case lineTooLong
        /// The line is not a JSON object; with the offset of the byte in it, from 0.
        case notJSON(at: Int)
        /// The first line is not a plan's header.
        case noHeader
        /// The format is of a newer version of Redrive.
        case newerFormat(Int)
        /// The type of the line is none of this format.
        case unknownType(String)
        /// A line of this type cannot stand here.
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
        /// Something stands behind the footer.
        case afterEnd
        /// The footer is missing.
        case truncated
    }

    /// The line, from 1; for a missing footer, the last one.
    public var line: Int
    /// What is wrong.
    public var fault: Fault

    /// An error from its parts.
    public init(line: Int, fault: Fault) {
        self.line = line
        self.fault = fault
    }

    /// What is wrong, in words, without the line.
    public var message: String {
        switch fault {
        case .lineTooLong: "the line is longer than \(PlanDecoder.longestLine) bytes"
        case .notJSON(let offset): "the line is not a JSON object (at byte \(offset + 1))"
        case .noHeader: "the first line is not the header of a plan"
        case .newerFormat(let format):
            "the plan has format \(format); this version of Redrive reads format \(PlanFormat.version)"
        case .unknownType(let type): "'\(type)' is not a type of line in a plan"
        case .outOfPlace(let type): "a line of type '\(type)' cannot stand here"
        case .wrongValue(let key, let expected): "'\(key)' has to be \(expected)"
        case .missing(let key): "'\(key)' is missing"
        case .repeatedKey(let key): "'\(key)' is there twice"
        case .duplicateMaster(let recipe, let master): "job '\(master)' of recipe \(recipe) is planned twice"
        case .countsDisagree(let what, let said, let found): "the footer counts \(said) \(what), and there are \(found)"
        case .altered: "the plan was altered: its lines do not have the digest in its footer"
        case .afterEnd: "something stands behind the footer"
        case .truncated: "the plan is cut off: its footer is missing"
        }
    }
}
