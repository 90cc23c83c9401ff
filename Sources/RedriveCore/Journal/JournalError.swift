/// Why a state file cannot be used.
///
/// Lines are counted from 1.
package enum JournalError: Error, Sendable, Hashable {
    /// The file has no bytes at all.
    case empty
    /// The first line is not that of a state file.
    case notAStateFile
    /// A newer Redrive wrote it.
    case newerFormat(Int)
    /// A line was altered, lost, or is not of this format.
    case damaged(line: Int, why: String)
    /// A whole and unaltered line whose record cannot follow on those before it.
    case cannotFollow(line: Int, why: String)
    /// The file ends before its plan does, behind this line, or 0 if it has no whole line: it is an incomplete copy,
    /// since a run's own file has its whole plan from the beginning.
    case planCutShort(line: Int)
    /// The plan inside is not a valid one.
    case plan(line: Int, why: String)

    /// The line to look at; nil if it is the file as a whole.
    package var line: Int? {
        switch self {
        case .empty: nil
        case .notAStateFile, .newerFormat: 1
        case .damaged(let line, _), .cannotFollow(let line, _), .planCutShort(let line), .plan(let line, _): line
        }
    }
}

extension JournalError: CustomStringConvertible {
    /// What is wrong, without the path.
    package var description: String {
        switch self {
        case .empty:
            "it is empty"
        case .notAStateFile:
            "this is not a state file of Redrive"
        case .newerFormat(let version):
            "a newer Redrive wrote this state file (format \(version); this one reads up to "
                + "\(JournalHeader.formatVersion))"
        case .damaged(let line, let why):
            "line \(line) is damaged: \(why)"
        case .cannotFollow(let line, let why):
            "line \(line) cannot follow on those before it: \(why)"
        case .planCutShort(0):
            "the file ends before its first line does: it is an incomplete copy, and says nothing of what was sent"
        case .planCutShort(let line):
            "the file ends after line \(line), inside its plan: it is an incomplete copy, and says nothing of what was sent"
        case .plan(let line, let why):
            "the plan inside is not valid: line \(line) \(why)"
        }
    }
}
