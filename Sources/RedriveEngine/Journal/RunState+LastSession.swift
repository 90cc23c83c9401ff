package import RedriveCore
package import WorkatoJobs

extension RunState {
    /// The process that worked on the run last, and when it wrote its last record; nil if there was none.
    ///
    /// A resume on another machine names both and asks, because the kernel's lock does not reach that machine.
    package var lastSession: (record: Record.Session, lastRecordAt: Timestamp)? {
        guard let session = sessions.last else { return nil }
        return (session.record, lastRecordAt ?? session.at)
    }
}
