import CProcess
import Glibc
import RedriveCLI
import RedriveCore
import RedriveEngine

/// The command line tool: the live environment, one call, an exit status.
@main
enum Redrive {
    static func main() async {
        forbidDumps()
        openMissingStreams()
        // A reader that goes away, or a terminal that is closed, does not end a run: writing just fails.
        signal(SIGPIPE, SIG_IGN)
        // Nor does a file that may not grow: writing to it fails with an error, and the run can be resumed.
        signal(SIGXFSZ, SIG_IGN)
        raiseFileLimit()
        endBugsWithTheirStatus()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let shortage = Provisions.shortage() {
            let status = Tool.cannotStart(
                arguments,
                because: shortage.message,
                advice: shortage.advice,
                at: MachineClock().now().wall
            ) {
                text,
                stream in
                var text = text
                text.withUTF8 { _ = write(stream, $0.baseAddress, $0.count) }
            }
            exit(status.rawValue)
        }
        let status = await Tool.run(arguments, in: .live())
        exit(status.rawValue)
    }

    /// The memory holds the token: no core file, nothing for a program that the system hands dumps to, and no debugger
    /// of another process of the same user.
    private static func forbidDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = redrive_forbid_dumps()
    }

    /// Gives the process the three streams that it was started without: what is written there goes nowhere.
    ///
    /// The next file to be opened would take the number of a missing one, and be overwritten by what is printed.
    private static func openMissingStreams() {
        while case let descriptor = open("/dev/null", O_RDWR), descriptor >= 0 {
            if descriptor > 2 {
                close(descriptor)
                return
            }
        }
    }

    /// A run holds a lock file open for each of its recipes, so it may have as many as the system allows at most.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// A trap is a bug in Redrive; what led to it has been printed by then.
    private static func endBugsWithTheirStatus() {
        for number in [SIGILL, SIGTRAP] {
            signal(number) { _ in
                let words: StaticString =
                    "error: a bug in Redrive ended it; a run's state file is still right and can be resumed\n"
                TerminalKeys.putBack()
                _ = write(2, words.utf8Start, words.utf8CodeUnitCount)
                _exit(ExitStatus.bug.rawValue)
            }
        }
    }
}
