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
        let before = Benchmarks.residentBytes()
        Benchmarks.resetPeak()
        let file = try list(pages)
        let grown = Benchmarks.peakBytes() - before
        guard file.rows == 100_000 else { throw Failure(description: "\(file.rows) rows") }
        let (decoding, listing) = try Benchmarks.leastTimes {
            for response in pages.values { _ = ListAnswer(reading: response) }
        } _: {
            _ = try list(pages)
        }
        let times = "listing \(Benchmarks.rounded(listing, to: 2)) s, decoding \(Benchmarks.rounded(decoding, to: 2)) s"
        return [
            // In a debug build, which optimizes some of the modules only, it is about 4.
            .init(
                name: "CPU of listing / decoding its pages",
                value: listing / decoding,
                bound: 2,
                limit: Benchmarks.isOptimized ? 2 : nil,
                detail: "\(times); the least of \(Benchmarks.rounds) each"
            ),
            .init(
                name: "memory of a list of 100,000 rows, in MB",
                value: Double(grown) / 1_048_576,
                bound: 16,
                limit: 32,
                detail: "\(file.requests) pages, \(file.bytes / 1_048_576) MB written; ids are kept, rows are not"
            ),
        ]
    }

    /// Makes the list, and writes it as CSV into nothing.
    private static func list(
        _ pages: [ListQuery: HTTPResponse]
    ) throws -> (rows: Int, bytes: Int, requests: Int) {
        let recipes = Set(pages.keys.map(\.recipe)).sorted()
        let save = SavedListing(path: "list.csv")
        var machine = JobListingStateMachine(
            JobListing(source: .recipes(recipes), save: save),
            lookback: DocumentedLimits.longestJob
        )
        var encoder = ListingEncoder(.csv, columns: save.columns)
        var (rows, written, requests) = (0, encoder.head().count, 0)
        var effects = machine.begin()
        while true {
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
                    return (rows, written, requests)
                }
            }
            guard let reply else { throw Failure(description: "the list waits for nothing") }
            effects = machine.received(reply)
        }
    }
}
