import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Finds the runs that this machine knows of: those whose state files are in this folder, and those that were begun anywhere by this
/// user.
struct RunListing {
    /// Larger state files are named, but not read: reading a run of a million jobs takes too long for a list.
    private static let largestRead = 32 << 20

    /// What the command works with.
    let context: CommandContext

    /// A run of the list.
    enum Entry: Sendable {
        /// It was read.
        case read(RunStanding)
        /// It was not, for a reason in words.
        case unread(path: String, why: String)
    }

    /// The runs, the last one that wrote a record first; those that were not read come last.
    func run() -> [Entry] {
        let entries = paths.map(entry)
        return entries.enumerated().sorted { left, right in
            let (first, second) = (Self.lastRecord(left.element), Self.lastRecord(right.element))
            return first != second ? first > second : left.offset < right.offset
        }.map(\.element)
    }

    private static func lastRecord(_ entry: Entry) -> Int64 {
        guard case .read(let standing) = entry else { return .min }
        return standing.state.lastRecordAt?.milliseconds ?? .min + 1
    }

    /// The state files: by name in this folder, by absolute path elsewhere.
    private var paths: [String] {
        let folder = context.environment.workingDirectory
        let files = context.environment.fileSystem
        let here = ((try? files.list(folder.isEmpty ? "." : folder)) ?? []).filter { $0.hasSuffix(".state.jsonl") }
            .sorted()
        let known = (try? context.stateDirectory(isMade: false).runPaths()) ?? []
        let elsewhere = known.filter { path in
            !here.contains { context.absolute($0) == path } && ((try? files.information(path)) ?? nil) != nil
        }
        return here + elsewhere
    }

    private func entry(_ path: String) -> Entry {
        do {
            let file = try context.environment.fileSystem.open(path, for: .reading)
            defer { file.close() }
            guard try file.size() <= Self.largestRead else {
                return .unread(path: path, why: "large; 'redrive status \(Shell.file(path))' reads it")
            }
        } catch {
            return .unread(path: path, why: error.description)
        }
        do throws(ToolError) {
            return .read(try context.standing(ofRun: path))
        } catch {
            return .unread(path: path, why: error.message)
        }
    }
}

/// The list of runs, as text and as events.
struct RunListView: ResultView {
    /// The runs, in the order in which they are shown.
    let entries: [RunListing.Entry]

    var completion: Completion { Completion(totals: [JSONMember(.runs, .int(entries.count))]) }

    func lines(on canvas: Canvas) -> [Line] {
        guard !entries.isEmpty else {
            return ["no run is known: neither in this folder nor on this machine"]
        }
        return entries.flatMap { entry -> [Line] in
            switch entry {
            case .read(let standing): Self.lines(standing, columns: canvas.columns)
            case .unread(let path, let why): ["\(path)", Line("  not read: \(why)", .dim)]
            }
        }
    }

    private static func lines(_ standing: RunStanding, columns: Int) -> [Line] {
        let state = standing.state
        let totals = RunTotals(state)
        let zone = state.plan.header.timeZone
        let when = state.lastRecordAt.map { $0.formatted(at: zone) } ?? "never began"
        let counts = JobClass.summaryOrder.filter { totals.count($0) > 0 }.map { jobClass in
            Line("\(Wording.count(totals.count(jobClass))) \(jobClass.words)", jobClass.style)
        }
        let head: Line = "\(when)  \(StatusView(standing).words)  \(state.title)"
        return [
            head, "  \(Wording.count(totals.planned, "job")): \(counts.joined(by: ", "))",
            Line("  \(standing.path)", .dim),
        ].flatMap { $0.wrapped(to: columns, indent: 2) }
    }

    var events: [Event] {
        entries.flatMap { entry -> [Event] in
            switch entry {
            case .read(let standing): StatusView(standing).events
            case .unread(let path, let why):
                [
                    Event(
                        .warning,
                        [
                            JSONMember(.message, .string("\(path) was not read: \(why)")),
                            JSONMember(.path, .string(path)),
                        ]
                    )
                ]
            }
        }
    }
}
