import Transport
import WorkatoJobs

/// A line of `--json`: its type and its members.
struct Event: Sendable, Hashable {
    /// The types of events.
    ///
    /// Source: docs/formats/output.md.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case version
        case plan
        case step
        case chunk
        case job
        case recipe
        case command
        case warning
        case diagnostic
        case progress
        case report
        case story
        case signature
        case finding
        case runbook
        case summary
    }

    /// The type.
    var kind: Kind
    /// The members after the type, in the order in which they are written.
    var members: JSONObject

    /// An event from its type and its members.
    init(_ kind: Kind, _ members: JSONObject) {
        self.kind = kind
        self.members = members
    }

    /// The event with the time at which it is written, by this machine's clock.
    func at(_ time: Timestamp) -> Event { Event(kind, members + [JSONMember(.at, .string(time.description))]) }

    /// The line, with its line break and without secrets.
    func text(hiding secrets: Secrets = .none) -> String {
        let value = JSONValue.object([JSONMember(.type, .string(kind.rawValue))] + members)
        // Secrets are removed from the strings themselves, because the written text has escapes.
        return value.mappingText(secrets.removed(from:)).text + "\n"
    }
}
