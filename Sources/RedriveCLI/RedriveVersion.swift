/// Which Redrive this is.
package enum RedriveVersion {
    /// The version, as `--version` prints it and as plans and state files keep it.
    package static let current = "0.1.0"
    /// The version of the events that `--json` prints.
    package static let events = "1.0"
}
