import FoundationEssentials
import RedriveCore
import RedriveEngine
import WorkatoJobs

extension CommandContext {
    /// Who gives a command from this process.
    var author: CommandAuthor {
        let machine = environment.machine
        return CommandAuthor(user: machine.userName ?? "user \(machine.user)", host: machine.host, pid: machine.pid)
    }

    /// Listens for commands to the run of this plan.
    ///
    /// - Returns: nil if nobody can listen there; the run goes on without.
    func listen(ofPlan planID: String, _ service: ControlService) async -> ControlListener? {
        let folder = ControlFolder(environment: environment.variables, machine: environment.machine)
        do {
            try folder.make(environment.fileSystem)
            return try await environment.control.listen(folder.socket(ofPlan: planID)) { await service.answer($0) }
        } catch {
            let why = (error as? ControlFailure)?.words ?? (error as? FileError)?.description ?? "\(error)"
            console.verbose(Line("this run takes no commands from other terminals: \(why)"))
            return nil
        }
    }

    /// Passes a command to the process that works on a run.
    ///
    /// - Throws: with exit status 6 if no process works on it, or none that can be asked.
    func tell(_ request: ControlRequest, theRun path: String) async throws(ToolError) -> ControlReply {
        let folder = ControlFolder(environment: environment.variables, machine: environment.machine)
        var sockets = [folder.socket(ofPlan: try planID(ofRun: path))]
        var failure: ControlFailure?
        while let socket = sockets.first {
            sockets.removeFirst()
            do throws(ControlFailure) {
                let line = try await environment.control.ask(socket, request.line)
                guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(line)) else {
                    throw ControlFailure(.other, "the answer cannot be read")
                }
                return reply
            } catch {
                failure = failure ?? error
                // Another terminal may have another runtime folder; the locks say where the run listens.
                if sockets.isEmpty, let other = lockedSocket(ofRun: path), other != socket { sockets = [other] }
            }
        }
        throw cannotTell(path, failure ?? ControlFailure(.nobodyListens, ""))
    }

    /// The plan of a run; a file that is no state file is refused in the words of every command that reads one.
    private func planID(ofRun path: String) throws(ToolError) -> String {
        let header = try? JournalFile.header(of: path, fileSystem: environment.fileSystem)
        if let header { return header.planID }
        return try journal(path).state.planID
    }

    private func lockedSocket(ofRun path: String) -> String? {
        guard let state = try? journal(path).state, let recipe = state.plan.jobs.first?.recipe else { return nil }
        let directory = try? StateDirectory(
            environment: environment.variables,
            machine: environment.machine,
            fileSystem: environment.fileSystem,
            isMade: false
        )
        let holder = try? directory?.lastHolder(of: recipe, in: state.plan.header.workspace)
        guard let holder, holder.host == environment.machine.host else { return nil }
        return holder.control
    }

    private func cannotTell(_ path: String, _ failure: ControlFailure) -> ToolError {
        switch failure.cause {
        case .forbidden:
            return ToolError(
                .refused,
                "the run belongs to another user, and takes commands only from that one (\(failure.words))",
                meaning: "nothing was changed",
                page: .liveRun
            )
        case .nobodyListens, .noAnswer, .other:
            return ToolError(
                .refused,
                "the process that works on this run cannot be told anything: \(failure.words)",
                meaning: "nothing was changed",
                advice: "Ctrl-C, or SIGTERM to its process, stops it; the process is named by:",
                commands: [Shell.command(["redrive", "status", Shell.file(path)])],
                page: .liveRun
            )
        }
    }
}
