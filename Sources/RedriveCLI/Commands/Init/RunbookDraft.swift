import RedriveCore
import WorkatoJobs

/// The runbook that `redrive init` writes, from the answers so far.
struct RunbookDraft: Sendable {
    /// The runbook's name.
    var name = "repeat-failed"
    /// Why it is run; nil for none.
    var reason: String?
    /// The data center; nil if `url` says where the workspace is, or if neither was said.
    var dataCenter: DataCenter?
    /// The address; nil if `dataCenter` says it.
    var url: String?
    /// The variable with the token; nil for the usual one.
    var tokenEnvironment: String?
    /// The ids of the recipes, as they were given; not used with a query.
    var recipes: [String] = []
    /// The query for the recipes; nil if they are named by their ids.
    var query: RecipeQuery?
    /// When the failures began, as a runbook has it.
    var since = "24h ago"
    /// When they ended, likewise.
    var until: String?
    /// The errors that the jobs are restricted to; empty for all.
    var errors: [DraftedError] = []
    /// The bound on jobs; nil before anything was seen.
    var maxJobs: Int?
    /// What was seen, for comments; nil before anything was.
    var seen: Seen?

    /// What was seen of the failures.
    struct Seen: Sendable {
        /// When, as people read it.
        var at: String
        /// How the window's beginning was given, if that was not the instant that is written.
        var sinceGiven: String?
        /// How many jobs would be repeated without a restriction.
        var jobs: Int
        /// How many of them are of the errors that were chosen.
        var chosenJobs: Int
        /// The workspace of the token; nil if it is not known.
        var identity: WorkspaceIdentity?
    }

    /// The runbook.
    var text: String {
        var lines = ["redrive: 1", "name: \(YAMLText.value(name))"]
        if let reason { lines.append("reason: \(YAMLText.value(reason))") }
        if let maxJobs {
            lines.append(
                "max_jobs: \(maxJobs)                      # a larger plan is refused; nothing is cut off silently"
            )
        }
        lines += [""] + workspace + ["", "steps:"] + step
        return (heading + lines).joined(separator: "\n") + "\n"
    }

    private var chosenRecipes: String { query?.yaml ?? Self.list(recipes) }

    fileprivate static func list(_ texts: [String]) -> String {
        "[\(texts.map(YAMLText.value).joined(separator: ", "))]"
    }

    private var heading: [String] {
        guard let seen else { return [] }
        let jobs = seen.jobs == 1 ? "1 job" : "\(seen.jobs) jobs"
        return [
            "# Repeats failed jobs. 'redrive init' wrote it at \(YAMLText.comment(seen.at)), when \(jobs) would have been repeated"
                + (errors.isEmpty ? "." : ", \(seen.chosenJobs) of them with the errors below."),
            "# Each job runs again from its trigger with the recipe's latest version. Preview it first: redrive plan FILE",
            "",
        ]
    }

    private var workspace: [String] {
        var lines = ["workspace:"]
        if let dataCenter {
            lines.append("  data_center: \(dataCenter.rawValue)")
        } else if let url {
            lines.append("  url: \(YAMLText.value(url))")
        }
        if let identity = seen?.identity {
            let name = identity.name.map { " (\(YAMLText.comment($0)))" } ?? ""
            lines.append("  id: \(identity.id)                          # refuses a token of another workspace\(name)")
        }
        if let tokenEnvironment {
            lines.append(
                "  token: { env: \(YAMLText.value(tokenEnvironment)) }       # where the token is, never the token itself"
            )
        }
        return lines.count == 1 ? ["workspace: { data_center: us }"] : lines
    }

    private var step: [String] {
        var lines = ["  - repeat_jobs:", "      recipes: \(chosenRecipes)"]
        let given = seen?.sinceGiven.map { "             # \(YAMLText.comment($0)), when this was written" } ?? ""
        lines.append("      since: \(YAMLText.value(since))\(given)")
        if let until { lines.append("      until: \(YAMLText.value(until))") }
        if !errors.isEmpty {
            lines.append("      where:")
            if errors.count == 1 {
                lines += errors[0].lines(first: "        ", rest: "        ")
            } else {
                lines.append("        any:")
                for error in errors { lines += error.lines(first: "          - ", rest: "            ") }
            }
        }
        if seen != nil {
            lines += [
                "    # canary: { jobs: 1, per: error_signature }     # repeat one job of each error first, and wait for how it ends",
                "    # pace: 300 jobs/min                            # slower than the limits allow",
                "    stop_when: { failed_again: 50%, refused: 50%, min_sample: 25 }   # the default, written out",
                "    verify: { within: 10m }                         # how long repeats are followed",
            ]
        }
        return lines
    }
}

extension RecipeQuery {
    /// The query of an answer such as `all`, `adapter salesforce` or `name Order*`; nil for any other text.
    init?(answer: String) {
        let words = answer.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first?.lowercased(), words.dropFirst().first) {
        case ("all", nil): self.init()
        case ("adapter", let name?): self.init(adapters: [name])
        case ("folder", let id?):
            guard let folder = Int(id).flatMap({ FolderID($0) }) else { return nil }
            self.init(folder: folder)
        case ("tag", let tag?): self.init(tags: [tag])
        case ("name", let glob?): self.init(name: [.glob(glob)])
        default: return nil
        }
    }

    /// The query as a runbook has it.
    fileprivate var yaml: String {
        var members: [String] = []
        if !adapters.isEmpty { members.append("adapters: \(RunbookDraft.list(adapters))") }
        if let folder { members.append("folder: \(folder)") }
        if !tags.isEmpty { members.append("tags: \(RunbookDraft.list(tags))") }
        for case .glob(let glob) in name { members.append("name: { glob: \(YAMLText.value(glob)) }") }
        if let isRunning { members.append("running: \(isRunning)") }
        if !except.isEmpty { members.append("except: [\(except.map(\.description).joined(separator: ", "))]") }
        return members.isEmpty ? "all" : "{ \(members.joined(separator: ", ")) }"
    }
}

/// The name of a connector or of a type of error, as a signature has it.
struct DraftedName: Sendable, Hashable {
    /// The name without what cannot be seen.
    let text: String
    /// Whether the jobs that were looked at show this very name; otherwise they hide something in it, which only a glob fits.
    let isWhole: Bool

    /// A name.
    ///
    /// - Parameter shown: what jobs show in its place; nil for a job that does not show it.
    init(_ text: String, shown: [String?]) {
        self.text = text
        isWhole = shown.allSatisfy { $0 == nil || $0 == text || text.hasSuffix("…") }
    }
}

/// An error that a runbook restricts its jobs to.
struct DraftedError: Sendable, Hashable {
    /// The adapter; nil if the error names none.
    var adapter: DraftedName?
    /// The type of the error; nil if the error names none.
    var errorType: DraftedName?
    /// The message with what varies blanked; nil for any message.
    var message: String?
    /// Whether the message is that of the error's parts, and not the error's whole text.
    var isOfParts = true
    /// Whether the words of a message have single spaces between them, as the blanked one has.
    var isOnOneLine = true

    /// The error of a signature.
    ///
    /// - Parameter example: a job that failed with it, which shows what blanking hides; nil if none could be read.
    init(_ signature: ErrorSignature, example: JobRow?) {
        adapter = signature.adapter.map { DraftedName($0, shown: [example?.adapter]) }
        errorType = signature.errorType.map { DraftedName($0, shown: [example?.errorType]) }
        message = signature.message.isEmpty ? nil : signature.message
        let ofParts = example?.errorMessage.flatMap { $0.isEmpty ? nil : $0 }
        isOfParts = example.map { _ in ofParts != nil } ?? (adapter != nil || errorType != nil)
        isOnOneLine = (ofParts ?? example?.error).map(Self.isOnOneLine) ?? true
    }

    private static func isOnOneLine(_ text: String) -> Bool {
        var wasSpace = true
        for scalar in text.unicodeScalars {
            if scalar == " ", wasSpace { return false }
            if scalar != " ", scalar.properties.isWhitespace || !YAMLText.isKept(scalar) && scalar.value < 0xA1 {
                return false
            }
            wasSpace = scalar == " "
        }
        return true
    }

    /// All errors of a type.
    ///
    /// - Parameter examples: jobs that failed with it.
    init(type: String, examples: [JobRow] = []) { errorType = DraftedName(type, shown: examples.map(\.errorType)) }

    /// The conditions, one on each line.
    func lines(first: String, rest: String) -> [String] {
        var conditions: [String] = []
        if let adapter { conditions.append("adapter: \(Self.name(adapter))") }
        if let errorType { conditions.append("error_type: \(Self.name(errorType))") }
        if let message {
            var glob = Self.glob(message)
            // Blanking makes one space of what is between two words.
            if !isOnOneLine { glob = "*" + glob.replacing(" ", with: "*") + "*" }
            let text = YAMLText.value(Self.tamed(Self.collapsed(glob)))
            conditions.append("\(isOfParts ? "error_message" : "error"): { glob: \(text) }")
        }
        if conditions.isEmpty { conditions.append("error: { exists: false }") }
        return conditions.enumerated().map { ($0.offset == 0 ? first : rest) + $0.element }
    }

    /// A name, which must be equal; as a glob if it was cut, hides something, or has what the language takes for something else.
    private static func name(_ drafted: DraftedName) -> String {
        let name = drafted.text
        guard drafted.isWhole else {
            let glob = collapsed("*" + literal(name).replacing(" ", with: "*") + "*")
            return "{ glob: \(YAMLText.value(tamed(glob))) }"
        }
        let scalars = name.unicodeScalars
        let isPlain =
            scalars.first.map(isLetterOrDigit) ?? false && scalars.last != " "
            && scalars.allSatisfy { isLetterOrDigit($0) || " _-.,()':".unicodeScalars.contains($0) }
            && !name.hasSuffix(".")
        return isPlain ? YAMLText.value(name) : "{ glob: \(YAMLText.value(tamed(literal(name)))) }"
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        YAMLText.isKept(scalar) && (!scalar.isASCII || ("0"..."9").contains(scalar) || scalar.properties.isAlphabetic)
    }

    /// The glob without what looks like an input or like a pattern of another language: one such character is any character.
    private static func tamed(_ glob: String) -> String {
        let text = glob.replacing(".*", with: "?*").replacing(".+", with: "?+")
        guard let first = text.unicodeScalars.first, "^/${(.% ".unicodeScalars.contains(first) else { return text }
        return "?" + String(text.unicodeScalars.dropFirst())
    }

    /// A glob that matches every message that is blanked to this one.
    static func glob(_ message: String) -> String {
        var glob = ""
        var rest = message.unicodeScalars[...]
        while let scalar = rest.first {
            if let blank = blanks.first(where: { rest.starts(with: $0.unicodeScalars) }) {
                glob += "*"
                rest = rest.dropFirst(blank.unicodeScalars.count)
            } else {
                glob += literal(String(scalar))
                rest = rest.dropFirst()
            }
        }
        return collapsed(glob)
    }

    /// What `ErrorBlanking` puts in place of what varies; longer ones first.
    private static let blanks = ["'*'", "<email>", "<time>", "<url>", "<id>", "<ip>", "#"]

    private static func literal(_ text: String) -> String {
        var glob = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "…" || !YAMLText.isKept(scalar) {
                glob.append("*")
            } else {
                if "*?[]\\".unicodeScalars.contains(scalar) { glob.append("\\") }
                glob.append(scalar)
            }
        }
        return collapsed(String(glob))
    }

    /// Several stars in a row as one; a star behind a backslash stands for itself.
    private static func collapsed(_ glob: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        var endsWithStar = false
        for scalar in glob.unicodeScalars {
            let isStar = scalar == "*" && !isEscaped
            if isStar, endsWithStar { continue }
            endsWithStar = isStar
            isEscaped = scalar == "\\" && !isEscaped
            result.append(scalar)
        }
        return String(result)
    }
}
