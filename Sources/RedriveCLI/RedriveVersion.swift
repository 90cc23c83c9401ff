/// Which Redrive this is.
public enum RedriveVersion {
    /// The version, as `--version` prints it and as plans and state files keep it.
    public static let current = "0.1.0"
    /// The version of the events that `--json` prints.
    public static let events = "1.0"
}
