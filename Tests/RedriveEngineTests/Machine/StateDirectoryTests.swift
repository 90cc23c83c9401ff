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
        #expect(throws: FileFailure.self) { try directory.run(ofPlan: "3f2a9c01b7de") }
    }

    @Test func `a directory that cannot be made is told with its path`() throws {
        try withTemporaryDirectory { path in
            try PosixFileSystem().create("\(path)/file").close()
            let failure = #expect(throws: FileFailure.self) {
                try directory(PosixFileSystem(), ["XDG_STATE_HOME": "\(path)/file"])
            }
            #expect(failure?.operation == .makeDirectory)
            #expect(failure?.path.hasPrefix(path) == true)
        }
    }

    private func workspace(_ name: String) -> Workspace { Workspace(url: "https://example.test", name: name) }

    private func directory(
        _ files: any FileSystem,
        _ environment: [String: String] = RunSetting.environment
    ) throws(FileFailure) -> StateDirectory {
        try StateDirectory(environment: environment, machine: RunSetting.machine, fileSystem: files)
    }
}
