import FoundationEssentials
import Glibc
import Testing

/// A process of the real binary, with its streams in files.
final class ToolProcess {
    /// Why a process could not be had.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let pid: pid_t
    private let outputPath: String
    private let errorPath: String
    private var status: Int32?

    /// The binary that was built beside the tests.
    static var binary: String {
        let runner = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
        return (runner.dropLast() + ["redrive"]).joined(separator: "/")
    }

    /// The library that, preloaded, sets how many threads the task pool has.
    private static var poolWidth: String { binary.dropLast("redrive".count) + "libPoolWidth.so" }

    /// The processor time that it has used.
    var processorTime: Duration {
        let text = TemporaryFolder.text(of: "/proc/\(pid)/schedstat")
        // The file is about the first thread alone; the others have files of their own.
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        let nanoseconds = threads.map { thread in
            let own = TemporaryFolder.text(of: "/proc/\(pid)/task/\(thread)/schedstat")
            return Int(own.prefix { $0 != " " }) ?? 0
        }
        return .nanoseconds(max(nanoseconds.reduce(0, +), Int(text.prefix { $0 != " " }) ?? 0))
    }

    /// Whether the binary was built without the thread sanitizer.
    static var isNotSanitized: Bool { getenv("TSAN_OPTIONS") == nil }

    /// Starts `redrive` with these arguments.
    ///
    /// - Parameters:
    ///   - folder: where its streams are kept.
    ///   - terminal: the descriptor of a terminal for standard input and standard error; nil for none.
    ///   - output: the descriptor for standard output; nil for a file.
    ///   - error: the descriptor for standard error; nil for a file.
    ///   - poolThreads: how many threads the task pool has; nil for as many as there are processors.
    ///   - largestFile: the most bytes that a file may have.
    ///   - openFiles: the most files that it may have open, unless it asks for more.
    ///   - limits: commands of the shell before it is started, such as `ulimit -v 200000`.
    ///   - streams: redirections in the shell's words, such as `>&-`.
    init(
        _ arguments: [String],
        in folder: TemporaryFolder,
        terminal: Int32? = nil,
        output: Int32? = nil,
        error: Int32? = nil,
        poolThreads: Int? = nil,
        largestFile: Int? = nil,
        openFiles: Int? = nil,
        limits: String = "",
        streams: String = ""
    ) throws {
        let name = "process-\(UInt32.random(in: .min ... .max))"
        outputPath = folder.path + "/\(name).out"
        errorPath = folder.path + "/\(name).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let terminal {
            posix_spawn_file_actions_adddup2(&actions, terminal, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT, 0o600)
        }
        if let descriptor = error ?? terminal {
            posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT, 0o600)
        }
        // `ulimit -f` counts in blocks of 1,024 bytes.
        var limit = largestFile.map { "ulimit -f \($0 / 1024); " } ?? ""
        if let openFiles { limit += "ulimit -Sn \(openFiles); " }
        if !limits.isEmpty { limit += "\(limits); " }
        if let poolThreads {
            limit += "export REDRIVE_TEST_PROCESSORS=\(poolThreads) LD_PRELOAD='\(Self.poolWidth)'; "
        }
        let shell = "cd \"$0\" && \(limit)exec \"$@\" \(streams)"
        let command = ["/bin/bash", "-c", shell, folder.path, Self.binary] + arguments
        var vector: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let environment: [String] =
            [
                "REDRIVE_TEST_TOKEN=simulated-token", "XDG_STATE_HOME=\(folder.path)/state",
                "XDG_RUNTIME_DIR=\(folder.path)/runtime", "PATH=/usr/bin:/bin",
                "SWIFT_BACKTRACE=enable=no",
            ] + (getenv("TSAN_OPTIONS").map { ["TSAN_OPTIONS=" + String(cString: $0)] } ?? [])
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in vector + variables { free(pointer) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, command[0], &actions, nil, &vector, &variables)
        guard code == 0 else { throw Failure(description: "\(command[0]) cannot be started: \(code)") }
        self.pid = pid
    }

    deinit {
        guard status == nil else { return }
        kill(pid, SIGKILL)
        var ignored: Int32 = 0
        waitpid(pid, &ignored, 0)
    }

    /// What it wrote to standard output so far.
    var output: String { TemporaryFolder.text(of: outputPath) }
    /// What it wrote to standard error so far.
    var errors: String { TemporaryFolder.text(of: errorPath) }

    /// Sends a signal.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Stops it where it is, and returns once it stands still; SIGCONT lets it go on.
    func suspend() async throws {
        signal(SIGSTOP)
        try await Self.until("process \(pid) stands still") {
            // The state follows the name, which is in parentheses.
            TemporaryFolder.text(of: "/proc/\(pid)/stat").contains(") T ")
        }
    }

    /// Waits for its end.
    ///
    /// - Returns: the exit status; 128 and more for a signal.
    func wait(seconds: Int = 120) async throws -> Int32 {
        for _ in 0..<(seconds * 20) {
            var raw: Int32 = 0
            if waitpid(pid, &raw, WNOHANG) == pid {
                let code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
                status = code
                return code
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure(description: "it did not end within \(seconds) s; standard error:\n\(errors)")
    }

    /// Waits until a condition holds.
    static func until(_ what: String, seconds: Int = 60, _ holds: () throws -> Bool) async throws {
        for _ in 0..<(seconds * 50) {
            if try holds() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(description: "\(what): not within \(seconds) s")
    }
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/redrive-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ToolProcess.Failure(description: "no temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file.
    func write(_ text: String, to name: String) throws {
        guard let file = fopen("\(path)/\(name)", "w") else {
            throw ToolProcess.Failure(description: "no file \(name)")
        }
        fputs(text, file)
        fclose(file)
    }

    /// The paths of all files below it that no process' streams are kept in.
    func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { !$0.hasPrefix("process-") }
    }

    /// The text of one of its files; empty where there is none.
    func text(of name: String) -> String { Self.text(of: "\(path)/\(name)") }

    /// The names of its files, sorted.
    func names() -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func text(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
