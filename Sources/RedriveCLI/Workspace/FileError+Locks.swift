import RedriveEngine

extension FileError {
    /// What to do if the file system has no locks, as is the case for some network file systems; nil for any other error.
    func lockAdvice() -> String? {
        // A lock that another process holds is no error of the system.
        guard operation == .lock, code != 0 else { return nil }
        let name = path.split(separator: "/").last ?? ""
        guard name.hasPrefix("pacing") || name.hasSuffix(".lock") else {
            return "the state file must be on a file system that has locks, such as a local disk"
        }
        return "set REDRIVE_STATE_HOME to a directory on a local disk"
    }
}
