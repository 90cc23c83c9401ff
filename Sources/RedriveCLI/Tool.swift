import RedriveEngine
import ArgumentParser
package import WorkatoJobs

/// Redrive as a function: arguments in, exit status out.
package enum Tool {
    /// Parses a command line, runs its command, and returns the exit status for the process.
    ///
    /// - Parameter arguments: without the program's own name.
    package static func run(_ arguments: [String], in environment: ToolEnvironment) async -> ExitStatus {
        let words: [String]
        switch CommandWord(arguments) {
        case .command(let arguments): words = arguments
        case .topic(let topic):
            let lines = topic.lines(columns: Console(environment, Console.Settings()).outputCanvas.columns)
            return await printed(lines.map { $0.rendered(color: false) + "\n" }.joined(), in: environment)
        case .unknown(let failure): return await refused(failure, arguments, in: environment)
        }
        let command: any ToolCommand
        do {
            // What a shell asks for while a person types a command is read from the files that it names.
            var parsed = try NamedFile.$fileSystem.withValue(environment.fileSystem) {
                try RedriveCommand.parseAsRoot(words)
            }
            guard let known = parsed as? any ToolCommand else {
                // The root without a command, or help: running them throws the text to print.
                try parsed.run()
                return .done
            }
            command = known
        } catch {
            return await notParsed(error, words, in: environment)
        }
        return await call(command, in: environment)
    }

    private static func call(_ command: any ToolCommand, in environment: ToolEnvironment) async -> ExitStatus {
        let console = Console(environment, command.settings)
        begin(console)
        var completion: Completion
        do throws(ToolError) {
            completion = try await command.call(CommandContext(environment: environment, console: console))
        } catch {
            console.live(nil)
            console.failure(error)
            completion = Completion(error.status, planID: error.planID, totals: error.totals)
            completion.resume = error.resume
        }
        console.live(nil)
        await console.flush()
        if let failure = console.outputFailure, completion.status.rawValue < ExitStatus.usage.rawValue {
            console.failure(ToolError(.fileFailure, "the result could not be written: \(failure.reason)"))
            completion.status = .fileFailure
        }
        end(console, completion)
        await console.flush()
        return completion.status
    }

    /// Prints help and the like, or reports wrong usage.
    private static func notParsed(
        _ error: any Error,
        _ arguments: [String],
        in environment: ToolEnvironment
    ) async -> ExitStatus {
        let canvas = Console(environment, Console.Settings()).outputCanvas
        let columns = canvas.columns == .max ? Canvas.usualColumns : canvas.columns
        let message = RedriveCommand.fullMessage(for: error, columns: columns)
        guard RedriveCommand.exitCode(for: error) != .success else {
            return await printed(message.isEmpty ? "" : message + "\n", in: environment)
        }
        let options = arguments.prefix { $0 != "--" }
        let console = Console(environment, Console.Settings(json: options.contains("--json")))
        begin(console)
        if console.settings.json {
            console.failure(ToolError(.usage, RedriveCommand.message(for: error)))
        } else {
            var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines[0].hasPrefix("Error: ") { lines[0] = "error: " + lines[0].dropFirst(7) }
            environment.terminal.writeError(lines.map { Line($0).rendered(color: false) + "\n" }.joined())
        }
        end(console, Completion(.usage))
        await console.flush()
        return .usage
    }

    /// Reports a command line that names no command.
    private static func refused(
        _ failure: ToolError,
        _ arguments: [String],
        in environment: ToolEnvironment
    ) async -> ExitStatus {
        let options = arguments.prefix { $0 != "--" }
        let console = Console(environment, Console.Settings(json: options.contains("--json")))
        begin(console)
        console.failure(failure)
        end(console, Completion(failure.status))
        await console.flush()
        return failure.status
    }

    private static func printed(_ text: String, in environment: ToolEnvironment) async -> ExitStatus {
        let failure = environment.terminal.writeOutput(text)
        let later = await environment.terminal.flush()
        return failure ?? later == nil ? .done : .fileFailure
    }

    /// Reports that the process lacks something that it needs from the system, before it has an environment.
    ///
    /// - Parameters:
    ///   - arguments: without the program's own name; not parsed.
    ///   - message: what is missing, as a sentence that makes sense alone.
    ///   - at: the time, for events.
    ///   - write: writes a text to standard output (1) or standard error (2), before it returns.
    /// - Returns: the exit status for the process.
    package static func cannotStart(
        _ arguments: [String],
        because message: String,
        advice: String,
        at time: Timestamp,
        write: (_ text: String, _ stream: Int32) -> Void
    ) -> ExitStatus {
        let failure = ToolError(.fileFailure, message, meaning: "nothing was done", advice: advice)
        if arguments.prefix(while: { $0 != "--" }).contains("--json") {
            write(Event(.version, version).at(time).text(), 1)
            write(Event(.diagnostic, JSONObject(failure)).at(time).text(), 1)
            write(Event(.summary, summary(Completion(failure.status))).at(time).text(), 1)
        } else {
            write(FailureText(failure, width: .max).lines.map { $0.rendered(color: false) + "\n" }.joined(), 2)
        }
        return failure.status
    }

    private static func begin(_ console: Console) { console.event(.version, version) }

    private static func end(_ console: Console, _ completion: Completion) {
        console.event(.summary, summary(completion))
    }

    private static var version: JSONObject {
        [
            JSONMember(.events, .string(RedriveVersion.events)),
            JSONMember(.redrive, .string(RedriveVersion.current)),
            JSONMember(.commit, .optional(RedriveVersion.commit)),
        ]
    }

    private static func summary(_ completion: Completion) -> JSONObject {
        [
            JSONMember(.planID, .optional(completion.planID)),
            JSONMember(.exit, .int(Int(completion.status.rawValue))),
            JSONMember(.totals, .object(completion.totals)),
            JSONMember(.resume, completion.resume.map { .array($0.map { .string($0) }) } ?? .null),
        ]
    }
}
