import RedriveCore
import Transport
import WorkatoJobs

/// A list of 100,000 failed jobs of 20 recipes, made and written as CSV, against decoding the very same pages.
enum ListingBenchmark {
    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func measure() throws -> [Benchmarks.Figure] {
        let pages = try PlanningBenchmark.collectPages()
        let decodeBegin = Benchmarks.processorTime()
        for response in pages.values { _ = ListAnswer(reading: response) }
        let decoding = Benchmarks.processorTime() - decodeBegin
        let before = Benchmarks.residentBytes()
        Benchmarks.resetPeak()
        let recipes = Set(pages.keys.map(\.recipe)).sorted()
        let save = SavedListing(path: "list.csv")
        var machine = JobListingStateMachine(
            JobListing(source: .recipes(recipes), save: save),
            lookback: DocumentedLimits.longestJob
        )
        var encoder = ListingEncoder(.csv, columns: save.columns)
        var (rows, written, requests) = (0, encoder.head().count, 0)
        let listBegin = Benchmarks.processorTime()
        var effects = machine.begin()
        reading: while true {
            var reply: ReadReply?
            for effect in effects {
                switch effect {
                case .rows(let listed):
                    var bytes: [UInt8] = []
                    for row in listed { encoder.append(row, to: &bytes) }
                    rows += listed.count
                    written += bytes.count
                case .list(let query):
                    requests += 1
                    guard let response = pages[query], case .value(let page) = ListAnswer(reading: response) else {
                        throw Failure(description: "no page for \(query)")
                    }
                    reply = .page(page)
                case .job: throw Failure(description: "a job was asked for")
                case .failed(let error): throw Failure(description: error.message)
                case .finished(let summary):
                    guard summary.isComplete else { throw Failure(description: "\(summary.warnings)") }
                    break reading
                }
            }
            guard let reply else { throw Failure(description: "the list waits for nothing") }
            effects = machine.received(reply)
        }
        let listing = Benchmarks.processorTime() - listBegin
        let peak = Benchmarks.peakBytes()
        guard rows == 100_000 else { throw Failure(description: "\(rows) rows") }
        let times = "listing \(Benchmarks.rounded(listing, to: 2)) s, decoding \(Benchmarks.rounded(decoding, to: 2)) s"
        return [
            .init(name: "CPU of listing / decoding its pages", value: listing / decoding, bound: 2, detail: times),
            .init(
                name: "memory of a list of 100,000 rows, in MB",
                value: Double(peak - before) / 1_048_576,
                bound: 16,
                detail: "\(requests) pages, \(written / 1_048_576) MB written; ids are kept, rows are not"
            ),
        ]
    }
}
