internal import LocatedYAML
internal import RedriveCore

/// Reads which jobs are meant, for every kind of step that selects jobs.
struct JobQueryReader {
    /// What steps are read with.
    var context: StepContext

    private let keys = JobQueryKeys()

    /// A reader with this context.
    init(context: StepContext) { self.context = context }

    /// The query; nil if it is not certain which jobs are meant.
    func read(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> JobQuery? {
        let (source, isQuery) = SourceReader(context: context).read(&reader, &diagnostics)
        let bounds = WindowReader(times: context.times).read(&reader, isRequired: isQuery, &diagnostics)
        let status = keys.status.read(from: &reader, &diagnostics)
        let clock = keys.clock.read(from: &reader, &diagnostics)
        reader.indent(
            below: keys.conditions.name,
            PredicateReader.combiners + Predicate.Field.allCases.map(\.rawValue),
            besides: Block("query", keys).names,
            &diagnostics
        )
        let predicate = keys.conditions.node(in: &reader).map { node in
            var predicates = PredicateReader(times: context.times)
            return predicates.read(node, &diagnostics)
        }
        let order = keys.order.read(from: &reader, &diagnostics)
        let limit = keys.limit.read(from: &reader, &diagnostics)
        let limitPerRecipe = keys.limitPerRecipe.read(from: &reader, &diagnostics)

        guard let source, let bounds else { return nil }
        return JobQuery(
            source: source,
            status: status ?? .failed,
            window: TimeWindow(since: bounds.since, until: bounds.until, clock: clock ?? .completedAt),
            predicate: predicate ?? nil,
            order: order ?? .oldestFirst,
            limit: limit,
            limitPerRecipe: limitPerRecipe
        )
    }
}

extension Node {
    /// Whether a list has at most `limit` entries; false after a diagnostic.
    ///
    /// True for a node that is no list.
    func hasAtMost(_ limit: Int, as name: String, _ diagnostics: inout Diagnostics) -> Bool {
        guard case .sequence(let nodes) = kind, nodes.count > limit else { return true }
        diagnostics.error("'\(name)' must be a list of at most \(limit); this has \(nodes.count)", at: self)
        return false
    }
}
