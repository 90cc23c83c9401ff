import Glibc

/// Measures what is claimed about speed and memory, each as a ratio of two things measured in this run.
///
/// `swift run -c release RedriveBenchmarks [--check] [name …] [JOBS/RECIPES …]`; without names, all but the long ones. The
/// paced runs take about a minute. With `--check`, a figure over its limit is exit status 1.
@main
struct Benchmarks {
    /// One figure and what it has to stay within.
    struct Figure: Sendable {
        /// What is measured.
        var name: String
        /// What it came to.
        var value: Double
        /// The most that it should be.
        var bound: Double
        /// The most that it may be before `--check` fails; nil for a figure that depends too much on the machine.
        var limit: Double?
        /// What the value is made of.
        var detail: String
    }

    /// The benchmarks by name.
    enum Benchmark: String, CaseIterable {
        case start
        case planning
        case listing
        case recipes
        case payload
        case planFile = "plan-file"
        case burst
        case writes
        case scale
        case growth
        case jitter
        case careful
        case report
        case reading
        case pacingFile = "pacing-file"
        case binary
        case scaleLarge = "scale-large"
        case readingLarge = "reading-large"
        case reportLarge = "report-large"
        case binaryLarge = "binary-large"

        /// Whether it is measured only if it is named.
        var isLong: Bool {
            switch self {
            case .scaleLarge, .readingLarge, .reportLarge, .binaryLarge: true
            case .start, .planning, .listing, .recipes, .payload, .planFile, .burst, .writes, .scale, .growth, .jitter,
                .careful, .report, .reading, .pacingFile, .binary:
                false
            }
        }

        func measure() async throws -> [Figure] {
            switch self {
            case .start: try StartBenchmark.measure()
            case .planning: try PlanningBenchmark.measure()
            case .listing: try ListingBenchmark.measure()
            case .recipes: try RecipesBenchmark.measure()
            case .payload: try PayloadBenchmark.measure()
            case .planFile: try PlanFileBenchmark.measure()
            case .burst: try await BurstBenchmark.measure()
            case .writes: try await WritesBenchmark.measure()
            case .scale: try ScaleBenchmark.measure(ScaleBenchmark.Row.small)
            case .growth: try GrowthBenchmark.measure()
            case .jitter: try JitterBenchmark.measure()
            case .careful: try CarefulBenchmark.measure()
            case .report: try ReportBenchmark.measure(jobs: 100_000)
            case .reading: try ReadingBenchmark.measure(ReadingBenchmark.small)
            case .binary: try BinaryBenchmark.measure(ScaleBenchmark.Row(jobs: 1_000, recipes: 10))
            case .binaryLarge: try BinaryBenchmark.measure(ScaleBenchmark.Row(jobs: 10_000, recipes: 40))
            case .pacingFile: try await PacingFileBenchmark.measure()
            case .scaleLarge: try ScaleBenchmark.measure(ScaleBenchmark.Row.large)
            case .readingLarge: try ReadingBenchmark.measure(ReadingBenchmark.large)
            case .reportLarge: try ReportBenchmark.measure(jobs: 1_000_000)
            }
        }
    }

    static func main() async {
        var wanted = Set(CommandLine.arguments.dropFirst())
        let isCheck = wanted.remove("--check") != nil
        let rows = CommandLine.arguments.compactMap(ScaleBenchmark.Row.init)
        let unknown = wanted.filter { Benchmark(rawValue: $0) == nil && ScaleBenchmark.Row($0) == nil }
        guard unknown.isEmpty else {
            let names = Benchmark.allCases.map(\.rawValue).joined(separator: ", ")
            print(
                "no such benchmark: \(unknown.sorted().joined(separator: ", ")); there are \(names), and JOBS/RECIPES"
            )
            exit(64)
        }
        print("benchmark                                           value     bound")
        var isOver = false
        let chosen = Benchmark.allCases.filter { wanted.isEmpty ? !$0.isLong : wanted.contains($0.rawValue) }
        do {
            for benchmark in chosen {
                for figure in try await benchmark.measure() { isOver = show(figure) || isOver }
            }
            for figure in try ScaleBenchmark.measure(rows) { isOver = show(figure) || isOver }
        } catch {
            print("benchmarks: \(error)")
            exit(70)
        }
        if isCheck, isOver { exit(1) }
    }

    /// Prints a figure.
    ///
    /// - Returns: whether it is over its limit.
    private static func show(_ figure: Figure) -> Bool {
        let name = figure.name + String(repeating: " ", count: max(1, 48 - figure.name.count))
        let verdict = figure.value <= figure.bound ? "within" : "OVER"
        print("\(name)\(padded(figure.value))  <= \(padded(figure.bound))  \(verdict)   \(figure.detail)")
        return figure.value > figure.limit ?? .infinity
    }

    private static func padded(_ value: Double) -> String {
        let text = rounded(value, to: 3)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    /// Whether this is a release build, in which ratios of processor times are those of the product.
    static var isOptimized: Bool {
        #if DEBUG
        false
        #else
        true
        #endif
    }

    /// A number with the given count of decimals.
    static func rounded(_ value: Double, to decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let whole = Int((value * scale).rounded())
        let fraction = String(whole % Int(scale))
        return "\(whole / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// How often two things are measured that are compared.
    static let rounds = 7

    /// The least processor times of two things, in seconds; both are done `rounds` times in turn.
    ///
    /// Another process at work slows one round or another; the least time is what a thing takes.
    static func leastTimes(_ first: () throws -> Void, _ second: () throws -> Void) rethrows -> (Double, Double) {
        var least = (Double.infinity, Double.infinity)
        for _ in 0..<rounds {
            let begin = processorTime()
            try first()
            let between = processorTime()
            try second()
            least = (min(least.0, between - begin), min(least.1, processorTime() - between))
        }
        return least
    }

    /// The processor time of this process so far, in seconds.
    static func processorTime() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// The monotonic clock, in seconds.
    static func wallTime() -> Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that this process has held since `resetPeak()`, in bytes.
    ///
    /// Source: proc(5), `/proc/self/status`, `VmHWM`, in KiB.
    static func peakBytes() -> Int { ProcessTiming.highWaterMark(of: getpid()) << 10 }

    /// Lets the peak begin anew at what is held now.
    ///
    /// Source: proc(5), `/proc/self/clear_refs`, 5.
    static func resetPeak() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// The memory that this process holds, in bytes.
    ///
    /// Source: proc(5), `/proc/self/statm`, second field, in pages.
    static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
