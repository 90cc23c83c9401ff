import RedriveCore

extension JournalError {
    /// What to do about it.
    var advice: String {
        switch self {
        case .empty:
            "Redrive leaves such a file only if it is stopped while it starts a run, before anything is sent: delete the file and "
                + "start again; if it is a copy, take the original"
        case .notAStateFile: "name the state file of a run, as the run printed it"
        case .newerFormat: "use the version of Redrive that wrote it, or a newer one"
        case .damaged, .cannotFollow, .planCutShort, .plan:
            "take an unaltered copy of it, and do not mend it by hand: what it no longer says was sent would be sent again"
        }
    }
}
