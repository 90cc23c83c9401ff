internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads `repeat_jobs`.
struct SelectionReader {
    /// How times are read.
    var times: TimeReader
    /// Reads a `jobs_file`.
    var readFile: @Sendable (_ path: String) -> Result<[UInt8], RunbookContext.FileError>

    /// The selection; nil where it is not known for sure which jobs are meant.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> RepeatSelection? {
        guard var reader = node.mapping(of: "repeat_jobs", &diagnostics) else { return nil }
        let (source, isQuery) = SourceReader(readFile: readFile).read(&reader, &diagnostics)
        let window = WindowReader(times: times).read(&reader, isRequired: isQuery, &diagnostics)
        let status = reader.optional("status")?.oneOf(JobQuery.Status.self, as: "status", &diagnostics)
        let clock = reader.optional("by")?.oneOf(TimeWindow.Clock.self, as: "by", &diagnostics)
        let predicate = reader.optional("where").map { node in
            var predicates = PredicateReader(times: times)
            return predicates.read(node, &diagnostics)
        }
        let excluded = reader.optional("exclude_jobs").map { readExcluded($0, &diagnostics) } ?? []
        let include = reader.optional("include").map { readInclude($0, &diagnostics) } ?? []
        let order = reader.optional("order")?.oneOf(JobQuery.Order.self, as: "order", &diagnostics)
        let counts = 1...RunbookParser.maximumJobs
        let limit = reader.optional("limit")?.int(as: "limit", in: counts, &diagnostics)
        let limitPerRecipe = reader.optional("limit_per_recipe")?.int(as: "limit_per_recipe", in: counts, &diagnostics)
        let inspect = reader.optional("inspect")?.oneOf(RepeatSelection.Inspect.self, as: "inspect", &diagnostics)
        let unsupported = UnsupportedKeys.tell(["rerun_only"], in: reader, &diagnostics)
        reader.finish(allowed: unsupported, &diagnostics)

        guard let source, let window else { return nil }
        let query = JobQuery(
            source: source,
            status: status ?? .failed,
            window: TimeWindow(since: window.since, until: window.until, clock: clock ?? .completedAt),
            predicate: predicate ?? nil,
            order: order ?? .oldestFirst,
            limit: limit,
            limitPerRecipe: limitPerRecipe
        )
        return RepeatSelection(query, excludeJobs: excluded, include: include, inspect: inspect ?? .none)
    }

    private func readExcluded(_ node: Node, _ diagnostics: inout Diagnostics) -> Set<JobID> {
        guard node.hasAtMost(SourceReader.maximumJobs, as: "exclude_jobs", &diagnostics) else { return [] }
        let jobs = node.scalarOrList(as: "exclude_jobs", &diagnostics) { $0.job(as: "exclude_jobs", &$1) }
        return Set(jobs ?? [])
    }

    private func readInclude(_ node: Node, _ diagnostics: inout Diagnostics) -> Set<LeftOutReason> {
        let words = LeftOutReason.allCases.filter(\.canBeIncluded).map(\.rawValue)
        let reasons = node.scalarOrList(as: "include", &diagnostics) { node, diagnostics -> LeftOutReason? in
            if let text = node.scalar?.text, let reason = LeftOutReason(rawValue: text), !reason.canBeIncluded {
                diagnostics.error(
                    "'\(text)' cannot be included; 'include' is any of \(words.joined(separator: ", "))",
                    at: node
                )
                return nil
            }
            return node.oneOf(words, as: "include", &diagnostics).flatMap(LeftOutReason.init(rawValue:))
        }
        return Set(reasons ?? [])
    }
}

extension Node {
    /// Whether a list has no more than so many entries; false after a diagnostic.
    ///
    /// True for what is no list.
    func hasAtMost(_ limit: Int, as name: String, _ diagnostics: inout Diagnostics) -> Bool {
        guard case .sequence(let nodes) = kind, nodes.count > limit else { return true }
        diagnostics.error("'\(name)' is a list of at most \(limit) (has \(nodes.count))", at: self)
        return false
    }
}
