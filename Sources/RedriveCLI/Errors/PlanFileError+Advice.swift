import RedriveCore

extension PlanFileError {
    /// What to do about it.
    var advice: String {
        switch fault {
        case .damaged: "copy the file again, byte for byte ('binary'), and do not save it with an editor"
        case .truncated: "copy the file again to its end, or make a new plan"
        case .empty, .noHeader: "name a plan as 'redrive plan' wrote it, or make a new one"
        case .newerFormat: "use the version of Redrive that wrote it, or a newer one"
        case .lineTooLong, .notJSON, .unknownType, .outOfPlace, .wrongValue, .missing, .repeatedKey, .duplicateMaster,
            .countsDisagree, .altered, .afterEnd:
            "take an unaltered copy of it, or change the runbook and make a new plan: a plan cannot be edited"
        }
    }
}
