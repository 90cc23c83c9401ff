import Glibc

/// `redrive validate` of an example against `redrive --version`: whole processes, in turn, medians of the wall time.
enum StartBenchmark {
    static func measure() throws -> [Benchmarks.Figure] {
        guard let directory = CommandLine.arguments.first?.split(separator: "/", omittingEmptySubsequences: false)
        else {
            return []
        }
        let redrive = (directory.dropLast() + ["redrive"]).joined(separator: "/")
        let example = "examples/everything.yaml"
        var versions: [Double] = []
        var validations: [Double] = []
        for _ in 0..<21 {
            versions.append(try time([redrive, "--version"]))
            validations.append(try time([redrive, "validate", example]))
        }
        let version = median(versions)
        let validation = median(validations)
        let detail =
            "validate \(Benchmarks.rounded(validation * 1000, to: 1)) ms, "
            + "--version \(Benchmarks.rounded(version * 1000, to: 1)) ms, medians of 21"
        return [.init(name: "wall time of validate / --version", value: validation / version, bound: 3, detail: detail)]
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static func time(_ arguments: [String]) throws -> Double {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in vector { free(pointer) } }
        let begin = Benchmarks.wallTime()
        var pid = pid_t()
        guard posix_spawn(&pid, arguments[0], &actions, nil, &vector, environ) == 0 else {
            throw Failure(description: "\(arguments[0]) cannot be started; build the product redrive beside this one")
        }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        let passed = Benchmarks.wallTime() - begin
        guard status == 0 else {
            throw Failure(description: "\(arguments.joined(separator: " ")) ended with \(status)")
        }
        return passed
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
