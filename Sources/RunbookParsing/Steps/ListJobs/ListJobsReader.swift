internal import LocatedYAML
internal import RedriveCore

extension StepKindReader {
    /// `list_jobs`.
    static let listJobs = StepKindReader(
        key: Key(
            "list_jobs",
            .node("mapping", schema: .reference("list_jobs")),
            .optional("none"),
            "lists the jobs that it selects when its turn comes; sends nothing"
        ),
        blocks: [ListJobsKeys.block],
        definitions: [.init("list_jobs", ListJobsKeys.block.schema)]
    ) { node, context, diagnostics in
        ListJobsReader(context: context).read(node, &diagnostics).map(StepKind.listJobs)
    }
}

/// Reads `list_jobs`.
struct ListJobsReader {
    /// What steps are read with.
    var context: StepContext
    /// What makes a row unless `rerun_only` is set.
    var rows = JobListing.Rows.newestAttempts

    private let keys = ListJobsKeys()

    /// A reader with this context.
    init(context: StepContext, rows: JobListing.Rows = .newestAttempts) {
        self.context = context
        self.rows = rows
    }

    /// The listing; nil if it is not certain which jobs are meant, or where the list goes.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> JobListing? {
        guard var reader = node.mapping(of: "list_jobs", &diagnostics) else { return nil }
        let (source, isQuery) = SourceReader(context: context).read(&reader, &diagnostics)
        let untilNode = node[keys.until.name]
        let bounds = WindowReader(times: context.times).read(&reader, isRequired: isQuery, &diagnostics)
        let status = keys.status.read(from: &reader, &diagnostics)
        let rerunOnly = keys.rerunOnly.read(from: &reader, &diagnostics)
        let clock = keys.clock.read(from: &reader, &diagnostics)
        reader.indent(
            below: keys.conditions.name,
            PredicateReader.combiners + Predicate.Field.allCases.map(\.rawValue),
            besides: ListJobsKeys.block.names,
            &diagnostics
        )
        let conditions = keys.conditions.node(in: &reader)
        let predicate = conditions.map { node in
            var predicates = PredicateReader(times: context.times)
            return predicates.read(node, &diagnostics)
        }
        let limit = keys.limit.read(from: &reader, &diagnostics)
        let limitPerRecipe = keys.limitPerRecipe.read(from: &reader, &diagnostics)
        let details = keys.details.read(from: &reader, &diagnostics) ?? false
        let save = keys.save.node(in: &reader)
        let path = save.map { readPath($0, &diagnostics) }
        let columns = keys.columns.node(in: &reader)
        let chosen = columns.map { readColumns($0, details: details, &diagnostics) }
        if let columns, save == nil {
            diagnostics.error("'columns' is about the file of 'save', which is not given", at: columns)
        }
        reader.finish(hints: .listJobs, &diagnostics)

        guard let source, let bounds else { return nil }
        let rows = rerunOnly ?? false ? JobListing.Rows.repeats : self.rows
        if let conditions, case let predicate?? = predicate, predicate.asksForReruns {
            refuseReruns(conditions, rows, isQuery: isQuery, &diagnostics)
        }
        let usual = details ? ListingColumn.usualWithDetails : ListingColumn.usual
        let hasEnd = untilNode.map { $0.scalar?.text != "now" } ?? false
        return JobListing(
            source: source,
            status: status ?? .failed,
            rows: rows,
            since: bounds.since,
            until: hasEnd ? bounds.until : nil,
            clock: clock ?? .completedAt,
            predicate: predicate ?? nil,
            limit: limit,
            limitPerRecipe: limitPerRecipe,
            readsDetails: details,
            save: (path ?? nil).map { SavedListing(path: $0, columns: (chosen ?? nil) ?? usual) }
        )
    }

    /// How often a job was repeated is known only where all attempts of a master are read.
    private func refuseReruns(
        _ conditions: Node,
        _ rows: JobListing.Rows,
        isQuery: Bool,
        _ diagnostics: inout Diagnostics
    ) {
        switch rows {
        case .newestAttempts where isQuery: return
        case .newestAttempts:
            diagnostics.error("'reruns' cannot be used together with jobs that are named", at: conditions)
        case .attempts: diagnostics.error("'reruns' is not known of a single attempt", at: conditions)
        case .repeats: diagnostics.error("'reruns' cannot be used together with 'rerun_only'", at: conditions)
        }
    }

    private func readPath(_ node: Node, _ diagnostics: inout Diagnostics) -> String? {
        guard let path = node.line(as: keys.save.name, upTo: 4096, .prose, &diagnostics) else { return nil }
        guard SavedListing.format(of: path) != nil else {
            node.mismatch(keys.save.name, "a path that ends in .csv, .jsonl or .json", &diagnostics)
            return nil
        }
        if let refusal = context.refuseOutput(path) {
            diagnostics.error("'\(path)' cannot be written: \(refusal.message)", at: node)
            return nil
        }
        return path
    }

    /// The columns; nil after a diagnostic.
    private func readColumns(_ node: Node, details: Bool, _ diagnostics: inout Diagnostics) -> [ListingColumn]? {
        var seen: [ListingColumn: Node] = [:]
        let name = keys.columns.name
        guard node.hasAtMost(ListingColumn.allCases.count, as: name, &diagnostics) else { return nil }
        let columns = node.scalarOrList(as: name, &diagnostics) { node, diagnostics -> ListingColumn? in
            let synonyms = [
                "id": "job_id", "job": "job_id", "recipe": "recipe_id", "master": "master_job_id", "type": "error_type",
                "message": "error_message", "duration": "duration_seconds", "ended_at": "completed_at",
            ]
            guard let column = node.oneOf(ListingColumn.self, as: name, synonyms: synonyms, &diagnostics) else {
                return nil
            }
            if let first = seen[column] {
                diagnostics.error(
                    "column '\(column.rawValue)' is named twice",
                    at: node,
                    secondary: [.init("first named here", at: first.place)]
                )
                return nil
            }
            seen[column] = node
            if column.needsDetails, !details {
                diagnostics.error("column '\(column.rawValue)' needs 'details: true'", at: node)
                return nil
            }
            return column
        }
        return columns?.isEmpty == false ? columns : nil
    }
}
