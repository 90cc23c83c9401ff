import RedriveCore
import Synchronization
import WorkatoJobs

/// Where the rows of `redrive jobs` go as they come: a table, events, CSV, or counts by error signature.
final class JobsOutput: Sendable {
    private struct State {
        var rows = 0
        var table: JobsTable?
        var hasHead = false
        var encoder = ListingEncoder(.csv, columns: ListingColumn.listed)
        var counts: [ErrorSignature: PlanSummary.SignatureCount] = [:]
        var order: [ErrorSignature] = []
    }

    private let command: JobsCommand
    private let request: JobsRequest
    private let context: CommandContext
    private let state = Mutex(State())

    /// An output that has shown nothing.
    init(command: JobsCommand, request: JobsRequest, context: CommandContext) {
        self.command = command
        self.request = request
        self.context = context
    }

    /// How many rows were shown or counted.
    var rows: Int { state.withLock(\.rows) }

    /// The counts for the summary, if the list has no end.
    var totals: JSONObject { [JSONMember(.jobs, .int(rows))] }

    /// The failed jobs by their errors.
    var groups: [ErrorGroup] {
        state.withLock { state in ErrorGroup.all(of: state.order.compactMap { state.counts[$0] }) }
    }

    /// Shows the next rows.
    func show(_ rows: [ListedRow]) {
        state.withLock { state in
            state.rows += rows.count
            if command.signatures {
                for row in rows { Self.count(row, &state) }
            } else if command.csv {
                var bytes = state.hasHead ? [] : state.encoder.head()
                for row in rows { state.encoder.append(row, to: &bytes) }
                context.console.raw(String(decoding: bytes, as: UTF8.self))
                state.hasHead = true
            } else {
                guard !rows.isEmpty else { return }
                let isOfOneRecipe = request.listing.recipes.count == 1
                let table = state.table ?? JobsTable(rows, isOfOneRecipe: isOfOneRecipe)
                context.console.show(JobRowsView(rows: rows, table: table, isFirst: !state.hasHead))
                state.table = table
                state.hasHead = true
            }
        }
    }

    /// The list has ended: says what a list without rows has to say, and what a limit has cut off.
    func finish(_ summary: ListingSummary) {
        if command.csv { show([]) }
        guard !command.signatures else { return }
        if summary.rows == 0 { context.console.note([Line("no job", .dim)]) }
        guard summary.isCut, request.hasUsualLimit else { return }
        let rows = Wording.count(summary.rows, "job")
        context.console.note([Line("the newest \(rows); '--limit' or '--since' lists others", .dim)])
    }

    private static func count(_ row: ListedRow, _ state: inout State) {
        guard let signature = row.signature else { return }
        let isRepeat = row.row.isMaster ? 0 : 1
        if state.counts[signature] == nil {
            state.order.append(signature)
            state.counts[signature] = PlanSummary.SignatureCount(
                signature: signature,
                jobs: 1,
                repeatedBefore: isRepeat,
                example: row.row.id
            )
        } else {
            state.counts[signature]?.jobs += 1
            state.counts[signature]?.repeatedBefore += isRepeat
        }
    }
}
