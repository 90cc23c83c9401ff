import Glibc

/// Measures what is claimed about speed and memory, each as a ratio of two things measured in this run.
///
/// `swift run -c release RedriveBenchmarks [name …] [JOBS/RECIPES …]`; without names, all. The paced runs take about a minute.
@main
struct Benchmarks {
    /// One figure and what it has to stay within.
    struct Figure: Sendable {
        /// What is measured.
        var name: String
        /// What it came to.
        var value: Double
        /// The most that it may be.
        var bound: Double
        /// What the value is made of.
        var detail: String
    }

    /// The benchmarks by name.
    enum Benchmark: String, CaseIterable {
        case start
        case planning
        case planFile = "plan-file"
        case burst
        case writes
        case scale
        case scaleLarge = "scale-large"

        func measure() async throws -> [Figure] {
            switch self {
            case .start: try StartBenchmark.measure()
            case .planning: try PlanningBenchmark.measure()
            case .planFile: try PlanFileBenchmark.measure()
            case .burst: try await BurstBenchmark.measure()
            case .writes: try await WritesBenchmark.measure()
            case .scale: try ScaleBenchmark.measure(ScaleBenchmark.Row.small)
            case .scaleLarge: try ScaleBenchmark.measure(ScaleBenchmark.Row.large)
            }
        }
    }

    static func main() async throws {
        let wanted = Set(CommandLine.arguments.dropFirst())
        print("benchmark                                           value     bound")
        for benchmark in Benchmark.allCases where wanted.isEmpty || wanted.contains(benchmark.rawValue) {
            for figure in try await benchmark.measure() { show(figure) }
        }
        let rows = CommandLine.arguments.dropFirst().compactMap(ScaleBenchmark.Row.init)
        for figure in try ScaleBenchmark.measure(rows) { show(figure) }
    }

    private static func show(_ figure: Figure) {
        let name = figure.name + String(repeating: " ", count: max(1, 48 - figure.name.count))
        let verdict = figure.value <= figure.bound ? "within" : "OVER"
        print("\(name)\(padded(figure.value))  <= \(padded(figure.bound))  \(verdict)   \(figure.detail)")
    }

    private static func padded(_ value: Double) -> String {
        let text = rounded(value, to: 3)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    /// A number with the given count of decimals.
    static func rounded(_ value: Double, to decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let whole = Int((value * scale).rounded())
        let fraction = String(whole % Int(scale))
        return "\(whole / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
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
