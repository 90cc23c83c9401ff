import FoundationEssentials
package import RedriveCore
package import WorkatoJobs

/// What the runs of one machine have to know of each other: `$REDRIVE_STATE_HOME`, else `$XDG_STATE_HOME/redrive`.
///
/// Nothing in it is needed to resume a run; nothing in it can go stale, since locks are the kernel's. It is the user's alone,
/// mode 0700, unless `REDRIVE_STATE_HOME` names a directory that its group can write to.
package struct StateDirectory: Sendable {
    /// The directory.
    package let path: String
    /// Who can use what is made in it.
    package let sharing: FileSharing

    let fileSystem: any FileSystem
    let machine: MachineIdentity
    private let controls: ControlFolder

    /// Opens the directory, and makes it where it is not there.
    ///
    /// - Parameters:
    ///   - environment: `REDRIVE_STATE_HOME`; else `redrive` in `XDG_STATE_HOME` where that is an absolute path, else in
    ///     `.local/state` in `HOME`.
    ///   - isMade: whether it is made where it is not there; false for who only looks.
    /// - Throws: `FileError`, also where others could change what is in it. A run cannot do without; a plan can, with
    ///   `SharedPacing.inProcess`.
    package init(
        environment: [String: String],
        machine: MachineIdentity,
        fileSystem: any FileSystem,
        isMade: Bool = true
    ) throws(FileError) {
        let isNamed: Bool
        (path, isNamed) = try Self.home(environment)
        self.fileSystem = fileSystem
        self.machine = machine
        controls = ControlFolder(environment: environment, machine: machine)
        if isMade { try fileSystem.makeDirectory(path) }
        sharing = try Self.sharing(of: path, isNamed: isNamed, machine, fileSystem)
    }

    /// Where it is, and whether `REDRIVE_STATE_HOME` says so.
    private static func home(_ environment: [String: String]) throws(FileError) -> (String, Bool) {
        if let home = environment["REDRIVE_STATE_HOME"], !home.isEmpty {
            guard home.hasPrefix("/") else {
                throw FileError(
                    path: "$REDRIVE_STATE_HOME",
                    operation: .makeDirectory,
                    code: 0,
                    reason: "it is not an absolute path"
                )
            }
            return (home, true)
        }
        if let home = environment["XDG_STATE_HOME"], home.hasPrefix("/") {
            return (FilePath.join(home, "redrive"), false)
        }
        if let home = environment["HOME"], home.hasPrefix("/") {
            return (FilePath.join(home, ".local/state/redrive"), false)
        }
        throw FileError(
            path: "$XDG_STATE_HOME/redrive",
            operation: .makeDirectory,
            code: 0,
            reason: "none of REDRIVE_STATE_HOME, XDG_STATE_HOME and HOME is an absolute path"
        )
    }

    /// Refuses a directory in which others could put links and approvals, unless it is meant to be shared with its group.
    private static func sharing(
        of path: String,
        isNamed: Bool,
        _ machine: MachineIdentity,
        _ fileSystem: any FileSystem
    ) throws(FileError) -> FileSharing {
        func refuse(_ reason: String) -> FileError {
            FileError(path: path, operation: .open, code: 0, reason: reason)
        }
        // Who names a link by that variable means where it leads.
        let named = isNamed ? (try? fileSystem.resolve(path)) ?? path : path
        guard let found = try fileSystem.information(named) else { return .owner }
        guard found.kind == .directory else {
            throw refuse(
                found.kind == .link
                    ? "it is a symbolic link; set REDRIVE_STATE_HOME to the directory that it leads to"
                    : "it is not a directory"
            )
        }
        guard found.permissions & 0o002 == 0 else { throw refuse("everybody can write to it (chmod o-w)") }
        if found.permissions & 0o020 != 0 {
            guard isNamed else {
                throw refuse("its group can write to it (chmod g-w); REDRIVE_STATE_HOME names one that is to be shared")
            }
            return .group
        }
        guard found.owner == machine.user else { throw refuse("it belongs to another user (\(found.owner))") }
        return .owner
    }

    /// The pacing of a workspace, shared with all processes of this machine.
    ///
    /// That the numbers can be locked, read and written is tried at once.
    ///
    /// - Parameter onLoss: is called once where that fails, now or later, and the process goes on with numbers of its own; nil
    ///   where it may not: then this throws, and so does the pacing later.
    package func pacing(
        of workspace: Workspace,
        clock: any TimeSource,
        onLoss: (@Sendable (FileError) -> Void)? = nil
    ) throws(FileError) -> SharedPacing {
        let file = FilePath.join(try directory(of: workspace), pacingName)
        let shared = try FilePacingStore(file: fileSystem.openOwn(file, for: sharing), bootID: machine.bootID)
        let store: any PacingStore = onLoss.map { FallbackPacingStore(shared, onLoss: $0) } ?? shared
        _ = try store.update(limits: workspace.limits, clock: clock) { _, _ in }
        return SharedPacing(limits: workspace.limits, clock: clock, store: store)
    }

    /// Takes the locks of these recipes and files of tokens, so that no other run on this machine repeats their jobs or sends their tokens
    /// at the same time.
    ///
    /// A file of tokens is locked by its path and by its contents: neither a copy of it nor a changed file of its name can be sent
    /// meanwhile. Two files of other names and contents may share a token all the same; nothing protects against that.
    ///
    /// - Parameters:
    ///   - tokens: the files of tokens.
    ///   - statePath: the state file, for whoever is refused.
    ///   - planID: the plan, for whoever has a command for its run; nil if there will be none.
    /// - Throws: `EngineError.recipeLocked`, `.tokensLocked` or `.file`; no lock is kept then.
    package func lock(
        _ recipes: [RecipeID],
        tokens: [PinnedFile] = [],
        of workspace: Workspace,
        statePath: String,
        planID: String? = nil
    ) throws(EngineError) -> RecipeLocks {
        try tryLock(recipes, tokens, of: workspace, statePath: statePath, planID).get()
    }

    /// What a lock is of.
    private struct Lock {
        /// Its file, below the workspace's directory.
        var name: String
        /// What is said if another run has it.
        var refusal: (LockHolder?) -> EngineError
    }

    private static func locks(_ recipes: [RecipeID], _ tokens: [PinnedFile]) -> [Lock] {
        let ofRecipes = Set(recipes).sorted().map { recipe in
            Lock(name: "recipes/\(recipe).lock") { .recipeLocked(recipe, by: $0) }
        }
        var seen: Set<String> = []
        let ofTokens = tokens.flatMap { file in
            ["path \(file.path)", "contents \(file.sha256)"].map { key in
                Lock(name: "tokens/\(ShortDigest.hex(key.utf8)).lock") { .tokensLocked(path: file.path, by: $0) }
            }
        }
        return ofRecipes + ofTokens.filter { seen.insert($0.name).inserted }
    }

    private func tryLock(
        _ recipes: [RecipeID],
        _ tokens: [PinnedFile],
        of workspace: Workspace,
        statePath: String,
        _ planID: String?
    ) -> Result<RecipeLocks, EngineError> {
        let locks = RecipeLocks()
        do throws(FileError) {
            let directory = try directory(of: workspace)
            try fileSystem.makeDirectory(FilePath.join(directory, "recipes"), for: sharing)
            if !tokens.isEmpty { try fileSystem.makeDirectory(FilePath.join(directory, "tokens"), for: sharing) }
            let holder = LockHolder(
                host: machine.host,
                pid: machine.pid,
                statePath: statePath,
                control: planID.map(controls.socket)
            )
            for lock in Self.locks(recipes, tokens) {
                let file = try fileSystem.openOwn(FilePath.join(directory, lock.name), for: sharing)
                guard try file.tryLock() else {
                    let other = try? JSONDecoder().decode(LockHolder.self, from: Data(file.readAll(upTo: 1 << 16)))
                    return .failure(lock.refusal(other))
                }
                locks.add(file)
                try file.overwrite(Self.json(holder))
            }
            return .success(locks)
        } catch {
            return .failure(.file(error))
        }
    }

    /// Who last held the lock of a recipe, as its lock file says; nil if nobody ever did.
    package func lastHolder(of recipe: RecipeID, in workspace: Workspace) throws(FileError) -> LockHolder? {
        let folder = FilePath.join(try directory(of: workspace), "recipes")
        guard let text = try own(FilePath.join(folder, "\(recipe).lock")) else { return nil }
        return try? JSONDecoder().decode(LockHolder.self, from: Data(text))
    }

    /// The run that this plan began on this machine; nil if none recorded an intent.
    package func run(ofPlan planID: String) throws(FileError) -> PlanRun? {
        let path = runPath(planID)
        guard let text = try own(path) else { return nil }
        guard let run = try? JSONDecoder().decode(PlanRun.self, from: Data(text)) else {
            throw FileError(path: path, operation: .read, code: 0, reason: "it does not say which run it is")
        }
        return run
    }

    /// The state files of all runs that were begun on this machine, as absolute paths, in the order of their plans' ids.
    package func runPaths() throws(FileError) -> [String] {
        let folder = FilePath.join(path, "runs")
        guard try fileSystem.information(folder) != nil else { return [] }
        var paths: [String] = []
        for name in try fileSystem.list(folder).sorted() where name.hasSuffix(".json") && !name.hasSuffix(".state.json")
        {
            let planID = String(name.dropLast(".json".count))
            if let run = try? run(ofPlan: planID) { paths.append(run.statePath) }
        }
        return paths
    }

    /// What is in a small file of this directory; nil if it is not there.
    ///
    /// - Throws: `FileError` if something else stands there, a symbolic link to a file included.
    func own(_ path: String) throws(FileError) -> [UInt8]? {
        guard let found = try fileSystem.information(path) else { return nil }
        guard found.kind == .file else {
            throw FileError(path: path, operation: .open, code: 0, reason: found.kind.refusal)
        }
        do throws(FileError) {
            let file = try fileSystem.open(path, for: .reading)
            defer { file.close() }
            return try file.readAll(upTo: 1 << 16)
        } catch {
            // Another process may have removed it since.
            if error.isMissing { return nil }
            throw error
        }
    }

    /// Writes down that the plan is being run, before its first intent.
    ///
    /// Durable on return.
    package func record(_ run: PlanRun) throws(FileError) {
        try fileSystem.makeDirectory(FilePath.join(path, "runs"), for: sharing)
        try fileSystem.replace(runPath(run.planID), with: Self.json(run), for: sharing)
    }

    private func runPath(_ planID: String) -> String {
        FilePath.join(FilePath.join(path, "runs"), "\(planID).json")
    }

    /// Hosts that share the directory have clocks of their own, and so pace by files of their own.
    private var pacingName: String {
        switch sharing {
        case .owner: return "pacing.json"
        case .group:
            let host = machine.host.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    byte
                default: UInt8(ascii: "_")
                }
            }
            return "pacing-\(String(decoding: host, as: UTF8.self)).json"
        }
    }

    /// The address alone decides, in whatever spelling: a workspace has one set of limits, and its recipes one set of
    /// ids, whatever a runbook calls it.
    private func directory(of workspace: Workspace) throws(FileError) -> String {
        let key = ShortDigest.hex(WorkspaceAddress.key(of: workspace.url).utf8)
        let workspaces = FilePath.join(path, "workspaces")
        try fileSystem.makeDirectory(workspaces, for: sharing)
        let directory = FilePath.join(workspaces, key)
        try fileSystem.makeDirectory(directory, for: sharing)
        return directory
    }

    static func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("a bug in Redrive: \(value) cannot be written as JSON")
        }
        return Array(data) + [UInt8(ascii: "\n")]
    }
}

/// A plan that was run on this machine.
package struct PlanRun: Sendable, Hashable, Codable {
    /// The plan.
    package var planID: String
    /// Its state file, as an absolute path.
    package var statePath: String

    /// A run from its parts.
    package init(planID: String, statePath: String) {
        self.planID = planID
        self.statePath = statePath
    }

    private enum CodingKeys: String, CodingKey {
        case planID = "plan_id"
        case statePath = "state"
    }
}
