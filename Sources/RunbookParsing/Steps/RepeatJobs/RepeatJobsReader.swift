internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

extension StepKindReader {
    /// `repeat_jobs`.
    static let repeatJobs = StepKindReader(
        key: Key(
            "repeat_jobs",
            .node("mapping", schema: .reference("repeat_jobs")),
            .optional("required"),
            "repeats the jobs that it selects"
        ),
        blocks: [RepeatJobsKeys.block],
        definitions: [.init("repeat_jobs", RepeatJobsKeys.block.schema)] + RepeatJobsKeys.definitions
    ) { node, context, diagnostics in
        RepeatJobsReader(context: context).read(node, &diagnostics).map(StepKind.repeatJobs)
    }
}

/// Reads `repeat_jobs`.
struct RepeatJobsReader {
    /// What steps are read with.
    var context: StepContext

    private let keys = RepeatJobsKeys()

    /// A reader with this context.
    init(context: StepContext) { self.context = context }

    /// The selection; nil if it is not certain which jobs are meant.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> RepeatSelection? {
        guard var reader = node.mapping(of: "repeat_jobs", &diagnostics) else { return nil }
        let query = JobQueryReader(context: context).read(&reader, &diagnostics)
        let excluded = keys.excludeJobs.node(in: &reader).map { readExcluded($0, &diagnostics) } ?? []
        let include = keys.include.node(in: &reader).map { readInclude($0, &diagnostics) } ?? []
        let inspect = keys.inspect.read(from: &reader, &diagnostics)
        reader.finish(hints: .repeatJobs, &diagnostics)
        return query.map {
            RepeatSelection($0, excludeJobs: excluded, include: include, inspect: inspect ?? .none)
        }
    }

    private func readExcluded(_ node: Node, _ diagnostics: inout Diagnostics) -> Set<JobID> {
        let name = keys.excludeJobs.name
        guard node.hasAtMost(SourceReader.maximumJobs, as: name, &diagnostics) else { return [] }
        let jobs = node.scalarOrList(as: name, &diagnostics) { $0.job(as: name, &$1) }
        return Set(jobs ?? [])
    }

    private func readInclude(_ node: Node, _ diagnostics: inout Diagnostics) -> Set<LeftOutReason> {
        let words = RepeatJobsKeys.classes
        let reasons = node.scalarOrList(as: keys.include.name, &diagnostics) { node, diagnostics -> LeftOutReason? in
            if let text = node.scalar?.text, let reason = LeftOutReason(rawValue: text), !reason.canBeIncluded {
                diagnostics.error(
                    "'include' must be one of \(words.joined(separator: ", ")); '\(text)' cannot be included",
                    at: node
                )
                return nil
            }
            return node.oneOf(words, as: keys.include.name, &diagnostics).flatMap(LeftOutReason.init(rawValue:))
        }
        return Set(reasons ?? [])
    }
}
