import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct JournalTailTests {
    private let plan = RunSetting.plan(jobs: [1: 3, 2: 2])
    private let path = RunSetting.statePath
    private let time = RunSetting.wall

    private func session(_ number: Int) -> Record {
        .session(.init(number: number, host: "a", pid: 1, version: "1.0.0"))
    }

    @Test func `each reading gives what a reading from the first line gives`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        var tail = JournalTail()
        #expect(try tail.read(path, fileSystem: files).state.sessions.isEmpty)
        try journal.append(session(1), at: time)
        for count in 1...20 {
            try journal.append(.throttled(.init(count: 1)), at: time + .seconds(count))
            let read = try tail.read(path, fileSystem: files)
            let whole = try JournalContents.read(path, fileSystem: files)
            #expect(read.state.throttled == count)
            #expect(read.state.lastRecordAt == whole.state.lastRecordAt)
            #expect(read.state.sessions.count == 1)
            #expect(read.tornBytes == 0)
        }
    }

    @Test func `a line that is half written is read when it is whole, cut at any byte`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        let whole = files.contents(of: path) ?? []
        try journal.append(.throttled(.init(count: 1)), at: time)
        try journal.append(.throttled(.init(count: 1)), at: time)
        let more = files.contents(of: path) ?? []
        for length in whole.count..<more.count {
            let torn = InMemoryFileSystem()
            torn.put(Array(more.prefix(length)), at: path)
            var tail = JournalTail()
            let first = try tail.read(path, fileSystem: torn)
            #expect(first.state.throttled <= 2)
            let file = try torn.open(path, for: .writing)
            try file.append(Array(more.dropFirst(length)))
            let second = try tail.read(path, fileSystem: torn)
            #expect(second.state.throttled == 2, "cut at \(length)")
            #expect(second.tornBytes == 0)
        }
    }

    @Test func `a file that was replaced is read from its first line`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        try journal.append(.throttled(.init(count: 7)), at: time)
        var tail = JournalTail()
        #expect(try tail.read(path, fileSystem: files).state.throttled == 7)
        journal.close()
        try files.remove(path)
        #expect(throws: EngineError.self) { try tail.read(path, fileSystem: files) }
        var (other, _) = try RunSetting.create(RunSetting.plan(jobs: [5: 1]), files)
        try other.append(session(1), at: time)
        let read = try tail.read(path, fileSystem: files)
        #expect(read.state.throttled == 0)
        #expect(read.state.jobs.count == 1)
    }

    @Test func `damage behind what was read is found, and is damage in the next reading as well`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        var tail = JournalTail()
        _ = try tail.read(path, fileSystem: files)
        files.put((files.contents(of: path) ?? []) + Array("{\"seq\":99}\nmore\n".utf8), at: path)
        for _ in 1...2 {
            #expect(throws: EngineError.self) { try tail.read(path, fileSystem: files) }
        }
    }
}
