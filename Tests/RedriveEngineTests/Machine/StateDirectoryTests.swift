import Glibc
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct `the machine's directory` {
    struct Place: Sendable {
        var environment: [String: String]
        var path: String?
    }

    @Test(arguments: [
        Place(environment: ["REDRIVE_STATE_HOME": "/team", "XDG_STATE_HOME": "/x", "HOME": "/home/a"], path: "/team"),
        Place(environment: ["REDRIVE_STATE_HOME": "team", "XDG_STATE_HOME": "/x"], path: nil),
        Place(environment: ["REDRIVE_STATE_HOME": "", "XDG_STATE_HOME": "/x"], path: "/x/redrive"),
        Place(environment: ["XDG_STATE_HOME": "/x", "HOME": "/home/a"], path: "/x/redrive"),
        Place(environment: ["XDG_STATE_HOME": "relative", "HOME": "/home/a"], path: "/home/a/.local/state/redrive"),
        Place(environment: ["HOME": "/home/a"], path: "/home/a/.local/state/redrive"),
        Place(environment: ["HOME": ""], path: nil),
        Place(environment: [:], path: nil),
    ])
    func `stands where the environment says, if that is an absolute path`(place: Place) {
        let directory = try? directory(InMemoryFileSystem(), place.environment)
        #expect(directory?.path == place.path)
    }

    @Test func `one address has one lock for a recipe, whatever it is called and however it is written`() throws {
        let directory = try directory(InMemoryFileSystem())
        let first = try directory.lock([1], of: workspace("a"), statePath: "/a")
        let others = [
            workspace("b"), Workspace(url: "https://example.test"), Workspace(url: "https://Example.test:0443/api/"),
            Workspace(url: "https://example.test."),
        ]
        for other in others {
            #expect(throws: EngineError.self) { try directory.lock([1], of: other, statePath: "/c") }
        }
        let apart = try directory.lock([1], of: Workspace(url: "https://example.test:8443"), statePath: "/d")
        first.release()
        apart.release()
    }

    @Test func `all names of this machine share their locks and limits`() throws {
        let files = InMemoryFileSystem()
        let directory = try directory(files)
        let first = try directory.lock([1], of: Workspace(url: "http://localhost:8080"), statePath: "/a")
        for url in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://127.0.0.1:08080"] {
            #expect(throws: EngineError.self) { try directory.lock([1], of: Workspace(url: url), statePath: "/b") }
        }
        first.release()
    }

    @Test func `where one lock is refused none is kept`() throws {
        let directory = try directory(InMemoryFileSystem())
        let held = try directory.lock([2], of: workspace("a"), statePath: "/a")
        #expect(throws: EngineError.self) { try directory.lock([1, 2, 3], of: workspace("a"), statePath: "/b") }
        let others = try directory.lock([1, 3], of: workspace("a"), statePath: "/c")
        held.release()
        others.release()
    }

    @Test func `a lock ends with the process that held it, whatever stands in its file`() throws {
        let files = InMemoryFileSystem()
        _ = try directory(files).lock([1], of: workspace("a"), statePath: "/a")
        let after = files.after(.killed)
        _ = try directory(after).lock([1], of: workspace("a"), statePath: "/b")
    }

    @Test func `a plan that ran is found again, also after a power cut`() throws {
        let files = InMemoryFileSystem()
        let run = PlanRun(planID: "3f2a9c01b7de", statePath: "/work/run.state.jsonl")
        #expect(try directory(files).run(ofPlan: run.planID) == nil)
        try directory(files).record(run)
        let left = files.after(.powerCut(unsyncedBytesKept: 0))
        #expect(try directory(left).run(ofPlan: run.planID) == run)
    }

    @Test func `a record of a run that cannot be read is not taken for none`() throws {
        let files = InMemoryFileSystem()
        let directory = try directory(files)
        files.put([], at: "/state/redrive/runs/3f2a9c01b7de.json")
        #expect(throws: FileError.self) { try directory.run(ofPlan: "3f2a9c01b7de") }
    }

    @Test func `a directory that cannot be made is told with its path`() throws {
        try withTemporaryDirectory { path in
            try PosixFileSystem().create("\(path)/file").close()
            let failure = #expect(throws: FileError.self) {
                try directory(PosixFileSystem(), ["XDG_STATE_HOME": "\(path)/file"])
            }
            #expect(failure?.operation == .makeDirectory)
            #expect(failure?.path.hasPrefix(path) == true)
        }
    }

    // MARK: who may use it

    /// The directory under a folder of its own, made beforehand with these permissions.
    private func withHome(
        _ permissions: mode_t,
        isNamed: Bool,
        _ body: (String, Result<StateDirectory, FileError>) throws -> Void
    ) throws {
        try withTemporaryDirectory { path in
            let home = isNamed ? "\(path)/team" : "\(path)/redrive"
            #expect(mkdir(home, 0o700) == 0 && chmod(home, permissions) == 0)
            let environment = isNamed ? ["REDRIVE_STATE_HOME": home] : ["XDG_STATE_HOME": path]
            let result = Result { () throws(FileError) in
                try StateDirectory(environment: environment, machine: .current(), fileSystem: PosixFileSystem())
            }
            try body(home, result)
        }
    }

    @Test(arguments: [0o770, 0o707, 0o777, 0o1777] as [mode_t])
    func `one that others can write to is refused, and the error says why`(permissions: mode_t) throws {
        try withHome(permissions, isNamed: false) { home, result in
            let failure = #expect(throws: FileError.self) { try result.get() }
            #expect(failure?.path == home)
            #expect(failure?.reason.contains("can write to it") == true)
        }
    }

    @Test func `one that is a symbolic link is refused, unless it is named`() throws {
        try withTemporaryDirectory { path in
            #expect(mkdir("\(path)/real", 0o700) == 0 && symlink("\(path)/real", "\(path)/redrive") == 0)
            let machine = MachineIdentity.current()
            let failure = #expect(throws: FileError.self) {
                try StateDirectory(
                    environment: ["XDG_STATE_HOME": path],
                    machine: machine,
                    fileSystem: PosixFileSystem()
                )
            }
            #expect(failure?.reason.contains("symbolic link") == true)
            let named = ["REDRIVE_STATE_HOME": "\(path)/redrive"]
            _ = try StateDirectory(environment: named, machine: machine, fileSystem: PosixFileSystem())
        }
    }

    @Test func `no link in it is followed, also where only a note of it is read`() throws {
        try withHome(0o700, isNamed: true) { home, result in
            let directory = try result.get()
            try directory.record(PlanRun(planID: "3f2a9c01b7de", statePath: "/a"))
            #expect(rename("\(home)/runs/3f2a9c01b7de.json", "\(home)/elsewhere") == 0)
            for name in ["3f2a9c01b7de.json", "3f2a9c01b7de.state.json"] {
                #expect(symlink("\(home)/elsewhere", "\(home)/runs/\(name)") == 0)
            }
            let run = #expect(throws: FileError.self) { try directory.run(ofPlan: "3f2a9c01b7de") }
            let state = #expect(throws: FileError.self) { try directory.knownState(ofPlan: "3f2a9c01b7de") }
            for failure in [run, state] { #expect(failure?.reason.contains("symbolic link") == true) }
            #expect(try directory.run(ofPlan: "000000000000") == nil)
        }
    }

    @Test func `a shared one makes what its group can use, whatever the umask`() throws {
        let before = umask(0o077)
        defer { umask(before) }
        try withHome(0o770, isNamed: true) { home, result in
            let directory = try result.get()
            #expect(directory.sharing == .group)
            let locks = try directory.lock([7], of: workspace("a"), statePath: "/a")
            try directory.record(PlanRun(planID: "3f2a9c01b7de", statePath: "/a"))
            _ = try directory.pacing(of: workspace("a"), clock: VirtualTime(wall: Timestamp(milliseconds: 0)))
            locks.release()
            let files = PosixFileSystem()
            let key = try #require(try files.list("\(home)/workspaces").first)
            let own = "\(home)/workspaces/\(key)"
            let pacing = try #require(try files.list(own).first { $0.hasPrefix("pacing-") })
            for path in ["\(own)/recipes/7.lock", "\(own)/\(pacing)", "\(home)/runs/3f2a9c01b7de.json"] {
                #expect(try files.information(path)?.permissions == 0o660, "\(path)")
            }
            for path in [own, "\(own)/recipes", "\(home)/runs"] {
                #expect(try files.information(path)?.permissions == 0o2770, "\(path)")
            }
        }
    }

    @Test func `everybody's is refused also where it is named`() throws {
        try withHome(0o777, isNamed: true) { _, result in
            #expect(throws: FileError.self) { try result.get() }
        }
    }

    @Test(arguments: ["pacing.json", "recipes/7.lock"])
    func `a link that somebody has put in it is not followed`(name: String) throws {
        try withHome(0o700, isNamed: false) { home, result in
            let directory = try result.get()
            let clock = VirtualTime(wall: Timestamp(milliseconds: 0))
            _ = try directory.pacing(of: workspace("a"), clock: clock)
            try directory.lock([7], of: workspace("a"), statePath: "/a").release()
            let files = PosixFileSystem()
            let key = try #require(try files.list("\(home)/workspaces").first)
            let link = "\(home)/workspaces/\(key)/\(name)"
            let victim = "\(home)/victim"
            try files.create(victim).close()
            try files.remove(link)
            #expect(symlink(victim, link) == 0)
            if name == "pacing.json" {
                #expect(throws: FileError.self) { try directory.pacing(of: workspace("a"), clock: clock) }
            } else {
                #expect(throws: EngineError.self) { try directory.lock([7], of: workspace("a"), statePath: "/a") }
            }
            #expect(try files.open(victim, for: .reading).size() == 0)
        }
    }

    // MARK: approvals

    private func approved(_ digest: String) -> ApprovedPlan {
        let header = PlanHeader(
            name: "a",
            createdAt: Timestamp(milliseconds: 0),
            version: "test",
            workspace: workspace("a"),
            steps: []
        )
        return ApprovedPlan(
            plan: Plan(header: header),
            planID: "3f2a9c01b7de",
            digest: digest,
            approval: "--yes",
            at: Timestamp(milliseconds: 0)
        )
    }

    @Test func `an approval is found again by the user who gave it, also after a power cut, and by no other`() throws {
        let files = InMemoryFileSystem()
        try directory(files).approve(approved("abc"))
        let left = files.after(.powerCut(unsyncedBytesKept: 0))
        #expect(try directory(left).approval(ofPlan: "3f2a9c01b7de") == approved("abc"))
        #expect(try directory(left).approval(ofPlan: "000000000000") == nil)
        var other = RunSetting.machine
        other.user = 1000
        let theirs = ["REDRIVE_STATE_HOME": "/elsewhere"]
        #expect(throws: FileError.self) {
            try StateDirectory(environment: RunSetting.environment, machine: other, fileSystem: left)
        }
        let own = try StateDirectory(environment: theirs, machine: RunSetting.machine, fileSystem: left)
        #expect(try own.approval(ofPlan: "3f2a9c01b7de") == nil)
    }

    @Test(arguments: [0o602, 0o620, 0o666] as [mode_t])
    func `an approval that others could have written is none`(permissions: mode_t) throws {
        try withHome(0o700, isNamed: false) { home, result in
            let directory = try result.get()
            try directory.approve(approved("abc"))
            let path = "\(home)/approvals/\(geteuid())/3f2a9c01b7de.json"
            #expect(try directory.approval(ofPlan: "3f2a9c01b7de") != nil)
            #expect(chmod(path, permissions) == 0)
            #expect(try directory.approval(ofPlan: "3f2a9c01b7de") == nil)
        }
    }

    private func workspace(_ name: String) -> Workspace { Workspace(url: "https://example.test", name: name) }

    private func directory(
        _ files: any FileSystem,
        _ environment: [String: String] = RunSetting.environment
    ) throws(FileError) -> StateDirectory {
        try StateDirectory(environment: environment, machine: RunSetting.machine, fileSystem: files)
    }
}
