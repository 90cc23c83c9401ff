package import WorkatoJobs

extension JobRow {
    /// Whether this is the master's own row, the first attempt, and not a repeat of it.
    ///
    /// Lists do not say. A master names its own id, none, or a handle of its own that is the id with something behind it
    /// (`j-UIL3NQ8L-ekbIaw-B1`); a repeat names another job.
    /// Source: the page's list sample, and reference, "Non-repeat job".
    package var isMaster: Bool {
        if let isRepeat { return !isRepeat }
        guard let named = masterJobID, named != id else { return true }
        let (own, other) = (id.text.utf8, named.text.utf8)
        return other.count > own.count && other.starts(with: own)
            && other.dropFirst(own.count).first == UInt8(ascii: "-")
    }
}
