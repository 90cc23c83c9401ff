import CBuild

/// Which Redrive this is.
package enum RedriveVersion {
    /// The version, as plans and state files keep it.
    package static let current = "0.1.0"
    /// The version of the events that `--json` prints.
    package static let events = "1.0"
    /// The commit that it was built from, as hexadecimal digits; nil for a build that was not told, which `swift build` alone makes.
    package static let commit: String? = {
        let commit = String(cString: redrive_commit())
        return commit.isEmpty ? nil : commit
    }()

    /// The version and what was built, as `--version` and `User-Agent` say it: there, the parentheses are a comment (RFC 9110).
    package static var described: String {
        "\(current) (\(commit.map { "commit \($0.prefix(12))" } ?? "development build"))"
    }
}
