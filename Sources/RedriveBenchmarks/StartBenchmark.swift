/// `redrive validate` of an example against `redrive --version`: whole processes, in turn, medians of the wall time.
enum StartBenchmark {
    static func measure() throws -> [Benchmarks.Figure] {
        let example = "examples/everything.yaml"
        var versions: [Double] = []
        var validations: [Double] = []
        for _ in 0..<21 {
            versions.append(try ProcessTiming.wallTime(of: ["--version"]))
            validations.append(try ProcessTiming.wallTime(of: ["validate", example]))
        }
        let version = median(versions)
        let validation = median(validations)
        let detail =
            "validate \(Benchmarks.rounded(validation * 1000, to: 1)) ms, "
            + "--version \(Benchmarks.rounded(version * 1000, to: 1)) ms, medians of 21"
        return [.init(name: "wall time of validate / --version", value: validation / version, bound: 3, detail: detail)]
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
