import Glibc
import Testing

/// Scripts of the examples, run by bash as whoever runs them would.
struct Shell {
    /// Where it runs.
    let folder: TemporaryFolder
    /// Its variables, besides PATH.
    var variables: [String: String]
    /// The folders that commands are looked for in before the system's.
    var path: [String]

    /// Runs a script with `bash -euo pipefail`, and waits for its end.
    ///
    /// - Returns: the exit status, and what it wrote to both streams.
    func run(
        _ script: String,
        in subfolder: String = ".",
        seconds: Int = 120
    ) async throws -> (status: Int32, output: String) {
        let process = try start(["/bin/bash", "-euo", "pipefail", "-c", script], in: subfolder)
        return (try await process.wait(seconds: seconds), process.output)
    }

    /// Starts a command.
    func start(_ command: [String], in subfolder: String = ".") throws -> Process {
        let outputPath = "\(folder.path)/process-\(UInt32.random(in: .min ... .max)).out"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = ["/bin/bash", "-c", "cd \"$0\" && exec \"$@\"", "\(folder.path)/\(subfolder)"] + command
        var vector: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let search = (path + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]).joined(separator: ":")
        let inherited = getenv("TSAN_OPTIONS").map { ["TSAN_OPTIONS=" + String(cString: $0)] } ?? []
        let environment = variables.map { "\($0)=\($1)" } + ["PATH=\(search)", "HOME=\(folder.path)/home"] + inherited
        var strings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in vector + strings { free(pointer) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, words[0], &actions, nil, &vector, &strings)
        guard code == 0 else { throw ToolProcess.Failure(description: "bash cannot be started: \(code)") }
        return Process(pid: pid, outputPath: outputPath)
    }

    /// A command that runs.
    struct Process {
        let pid: pid_t
        fileprivate let outputPath: String

        /// What it wrote so far, to both streams.
        var output: String { TemporaryFolder.text(of: outputPath) }

        /// Waits for its end.
        ///
        /// - Returns: the exit status; 128 and more for a signal.
        func wait(seconds: Int = 120) async throws -> Int32 {
            for _ in 0..<(seconds * 20) {
                var raw: Int32 = 0
                if waitpid(pid, &raw, WNOHANG) == pid {
                    return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            kill(pid, SIGKILL)
            throw ToolProcess.Failure(description: "it did not end within \(seconds) s:\n\(output)")
        }
    }
}
