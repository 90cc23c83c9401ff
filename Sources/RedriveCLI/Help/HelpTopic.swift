/// A page of help that is about no single command.
enum HelpTopic: String, Sendable, Hashable, CaseIterable {
    /// The environment variables.
    case environment
    /// The exit statuses.
    case exitStatus = "exit-status"

    /// What the page is about, for the list of pages.
    var summary: String {
        switch self {
        case .environment: "the environment variables that are read"
        case .exitStatus: "what each exit status means, and what to do"
        }
    }

    /// The page for a number of columns.
    func lines(columns: Int) -> [Line] {
        switch self {
        case .environment: Self.table("Environment variables", Self.variables, columns: columns)
        case .exitStatus:
            Self.table(
                "Exit statuses. If several apply to a run, the first of 70, 74, 77, 69, 4, 3, 5, 1, 0 counts.",
                ExitStatus.allCases.map { (String($0.rawValue), $0.words) },
                columns: columns
            )
        }
    }

    private static func table(_ title: String, _ rows: [(name: String, text: String)], columns: Int) -> [Line] {
        let width = rows.map(\.name.count).max() ?? 0
        let body = rows.flatMap { name, text -> [Line] in
            (Line("  ") + Line(name, .bold).padded(to: width) + Line("  \(text)")).wrapped(
                to: columns,
                indent: width + 4
            )
        }
        return Line(title).wrapped(to: columns) + [.empty] + body
    }

    private static let variables: [(name: String, text: String)] = [
        ("WORKATO_API_TOKEN", "The API token, unless the runbook or --token-env names another variable or a file."),
        (
            "REDRIVE_STATE_HOME",
            "Where runs on this machine share limits, locks and approvals; else $XDG_STATE_HOME/redrive, else ~/.local/state/redrive."
        ),
        (
            "HTTPS_PROXY",
            "The proxy for https addresses; https_proxy wins over it. HTTP_PROXY and ALL_PROXY are not read."
        ),
        ("NO_PROXY", "Hosts that are reached without the proxy."),
        ("SSL_CERT_FILE", "A PEM file whose certificates are trusted instead of the system's."),
        ("NO_COLOR", "If it is not empty, no color is used; --no-color does the same."),
        ("TERM", "With 'dumb' nothing is drawn in place and no color is used: for logs and for screen readers."),
        ("COLUMNS", "How long lines may be where the output is no terminal; without it they are not cut."),
        ("LC_ALL, LC_CTYPE, LANG", "If the first that is set names no UTF-8 locale, text is written in ASCII."),
    ]
}

extension ExitStatus {
    /// What the status means and what to do, for `redrive help exit-status`.
    var words: String {
        switch self {
        case .done: "Everything is done, and recovered if that is verified; or there was nothing to do."
        case .unfinishedJobs:
            "Finished, but some jobs were refused, failed again, or were still pending. The summary names them."
        case .planNotEmpty: "Only with 'plan --detailed-exitcode': the plan is not empty."
        case .guardTripped: "Stopped by a guard. Find out why, then resume."
        case .interrupted: "Stopped by a person or a signal, or by --max-duration. Can be resumed."
        case .undecided: "Some jobs are in doubt or held: a person must decide."
        case .refused:
            "Refused before anything was sent: not approved, too old, locked, over a limit. The message says how."
        case .usage: "Wrong usage of the command line."
        case .invalidData: "The runbook, plan, state file or scenario is not valid."
        case .unreachable: "The API cannot be reached, or does not answer as documented. A run can be resumed."
        case .bug: "A bug in Redrive. The state file of a run is still right."
        case .fileFailure: "A file could not be read, written or synced. A run can be resumed."
        case .noToken: "The token is missing or not accepted. A run can be resumed."
        }
    }
}
