import Glibc

/// Whole processes of the built binary, timed.
enum ProcessTiming {
    /// Why a process could not be timed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What a process has used.
    struct Usage: Sendable {
        /// From start to end, in seconds.
        var wall: Double
        /// Of all its threads, in user and system mode, in seconds.
        var processorTime: Double
        /// The most memory that it had at once, in KiB.
        var peakMemory: Int
    }

    /// The binary beside this one.
    static var redrive: String {
        let own = CommandLine.arguments.first?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        return (own.dropLast() + ["redrive"]).joined(separator: "/")
    }

    /// Runs the binary with its output thrown away.
    ///
    /// - Parameter allowed: the exit statuses that it may end with.
    static func run(_ arguments: [String], allowed: Set<Int32> = [0]) throws -> Usage {
        let begin = Benchmarks.wallTime()
        let pid = try start(arguments)
        var status: Int32 = 0
        var usage = rusage()
        var peak = 0
        // rusage counts what this process had when it made the other one; the kernel's own high-water mark does not.
        while wait4(pid, &status, WNOHANG, &usage) == 0 {
            peak = max(peak, highWaterMark(of: pid))
            usleep(2_000)
        }
        let passed = Benchmarks.wallTime() - begin
        try check(status, of: arguments, allowed: allowed)
        return Usage(
            wall: passed,
            processorTime: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMemory: peak
        )
    }

    /// The time from start to end, in seconds, of the binary with its output thrown away; it must succeed.
    ///
    /// Finer than `run(_:allowed:)`, which looks at the process every 2 ms.
    static func wallTime(of arguments: [String]) throws -> Double {
        let begin = Benchmarks.wallTime()
        let pid = try start(arguments)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        let passed = Benchmarks.wallTime() - begin
        try check(status, of: arguments, allowed: [0])
        return passed
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    /// Starts the binary.
    ///
    /// - Parameter output: where its output and its messages go; nil to throw them away.
    private static func start(_ arguments: [String], output: Int32? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        var vector: [UnsafeMutablePointer<CChar>?] = ([redrive] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in vector { free(pointer) } }
        var pid = pid_t()
        guard posix_spawn(&pid, redrive, &actions, nil, &vector, environ) == 0 else {
            throw Failure(description: "\(redrive) cannot be started; build the product redrive beside this one")
        }
        return pid
    }

    private static func check(_ status: Int32, of arguments: [String], allowed: Set<Int32>) throws {
        guard status & 0x7f == 0, allowed.contains(status >> 8) else {
            throw Failure(description: "redrive \(arguments.joined(separator: " ")) ended with \(status)")
        }
    }

    /// Writes a file.
    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Failure(description: "\(path) cannot be written") }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw Failure(description: "\(path) cannot be written") }
    }

    /// `VmHWM` of a process, in KiB; 0 once it has ended.
    static func highWaterMark(of pid: pid_t) -> Int {
        guard let file = fopen("/proc/\(pid)/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return Int(text.filter(\.isNumber)) ?? 0
        }
        return 0
    }
}

extension ProcessTiming {
    /// A simulated workspace in a process of its own, whose memory does not count as that of a run.
    struct Server {
        /// Where it serves.
        let address: String
        private let pid: pid_t
        private let output: UnsafeMutablePointer<FILE>

        /// Starts the binary, and waits until it says where it serves.
        init(_ arguments: [String]) throws {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0, let output = fdopen(ends[0], "r") else {
                throw Failure(description: "no pipe for the simulated workspace")
            }
            pid = try ProcessTiming.start(arguments, output: ends[1])
            close(ends[1])
            self.output = output
            var line = [CChar](repeating: 0, count: 4096)
            var found: String?
            var said = ""
            while found == nil, fgets(&line, Int32(line.count), output) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                said += text
                found = text.split(separator: " ").first { $0.hasPrefix("http://") }.map {
                    String($0.prefix { !";\n".contains($0) })
                }
            }
            guard let found else {
                throw Failure(description: "the simulated workspace does not say where it serves: \(said)")
            }
            address = found
        }

        /// Ends it.
        func stop() {
            kill(pid, SIGTERM)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            fclose(output)
        }
    }
}
