import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct `the state file` {
    private let plan = RunSetting.plan(jobs: [1: 3, 2: 2])
    private let path = RunSetting.statePath
    private let time = RunSetting.wall

    @Test func `a new file holds the plan byte for byte and resumes to the empty run`() throws {
        let files = InMemoryFileSystem()
        let (journal, _) = try RunSetting.create(plan, files)
        journal.close()
        let contents = try JournalContents.read(path, fileSystem: files)
        #expect(contents.state.plan == plan)
        #expect(contents.header.planID == contents.state.planID)
        #expect(contents.tornBytes == 0)
        #expect(files.paths == [path], "nothing temporary is left")
        var lines: [[UInt8]] = []
        for line in (files.contents(of: path) ?? []).split(separator: UInt8(ascii: "\n")).dropFirst() {
            let marker = Array(#","type":"plan","line":"#.utf8)
            let start = try #require(line.firstRange(of: marker))
            lines.append(Array(line[start.upperBound...].dropLast(26)))
        }
        #expect(lines == PlanEncoder.lines(of: plan).lines)
    }

    @Test func `a new file survives a power cut as soon as it has its name`() throws {
        let files = InMemoryFileSystem()
        _ = try RunSetting.create(plan, files)
        let left = files.after(.powerCut(unsyncedBytesKept: 0))
        #expect(try JournalContents.read(path, fileSystem: left).state.plan == plan)
    }

    @Test func `the name of another file is never taken`() throws {
        let files = InMemoryFileSystem()
        files.put([1, 2, 3], at: path)
        let error = #expect(throws: EngineError.self) { try RunSetting.create(plan, files) }
        guard case .nameTaken(path) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(files.contents(of: path) == [1, 2, 3])
        #expect(files.paths == [path])
    }

    @Test func `a second process is told who works on the run`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(.session(.init(number: 1, host: "first-host", pid: 7, version: "1.0.0")), at: time)
        let error = #expect(throws: EngineError.self) { try JournalFile.resume(path, fileSystem: files) }
        guard case .stateLocked(path, let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder == LockHolder(host: "first-host", pid: 7, statePath: path))
        journal.close()
        let resumed = try JournalFile.resume(path, fileSystem: files)
        #expect(resumed.state.lastSession?.record.host == "first-host")
        #expect(resumed.state.lastSession?.lastRecordAt == time)
    }

    @Test func `a torn last line is passed over by readers and cut off by a resume`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        journal.close()
        let whole = files.contents(of: path) ?? []
        try journal.append(.throttled(.init(count: 1)), at: time)
        let more = files.contents(of: path) ?? []
        for length in whole.count..<(more.count - 1) {
            let torn = InMemoryFileSystem()
            torn.put(Array(more.prefix(length)), at: path)
            let read = try JournalContents.read(path, fileSystem: torn)
            #expect(read.tornBytes == length - whole.count)
            #expect(read.state.throttled == 0)
            #expect(torn.contents(of: path)?.count == length, "reading touches nothing")
            var resumed = try JournalFile.resume(path, fileSystem: torn)
            #expect(resumed.tornBytes == length - whole.count)
            #expect(torn.contents(of: path)?.count == length, "whoever is refused now has changed nothing")
            try resumed.journal.append(session(2), at: time)
            let left = torn.after(.powerCut(unsyncedBytesKept: 0))
            #expect(left.contents(of: path)?.starts(with: whole) == true)
            #expect(try JournalContents.read(path, fileSystem: left).state.sessions.count == 2)
        }
    }

    @Test func `a last line that has only lost its newline counts, and gets it back`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        try journal.append(.throttled(.init(count: 1)), at: time)
        journal.close()
        let whole = files.contents(of: path) ?? []
        files.put(Array(whole.dropLast()), at: path)
        #expect(try JournalContents.read(path, fileSystem: files).state.throttled == 1)
        var resumed = try JournalFile.resume(path, fileSystem: files)
        #expect(resumed.tornBytes == 0 && resumed.state.throttled == 1)
        try resumed.journal.append(session(2), at: time)
        #expect(files.contents(of: path)?.starts(with: whole) == true)
        #expect(try JournalContents.read(path, fileSystem: files).state.sessions.count == 2)
    }

    @Test func `zeros that a power cut left at the end are a torn line, and anywhere else damage`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        let whole = files.contents(of: path) ?? []
        try journal.append(.throttled(.init(count: 1)), at: time)
        journal.close()
        let last = (files.contents(of: path) ?? []).dropFirst(whole.count)
        for zeros in [1, 20, last.count - 1, last.count] {
            for rest in [[], Array(repeating: UInt8(0), count: 5)] {
                let torn = InMemoryFileSystem()
                torn.put(whole + Array(repeating: 0, count: zeros) + last.dropFirst(zeros) + rest, at: path)
                #expect(try JournalContents.read(path, fileSystem: torn).state.sessions.count == 1)
                var resumed = try JournalFile.resume(path, fileSystem: torn)
                #expect(resumed.tornBytes == last.count + rest.count)
                try resumed.journal.append(session(2), at: time)
                #expect(torn.contents(of: path)?.starts(with: whole) == true)
                #expect(try JournalContents.read(path, fileSystem: torn).state.sessions.count == 2)
            }
        }
        let damaged = InMemoryFileSystem()
        damaged.put(whole + [0] + last.dropFirst() + last, at: path)
        let line = whole.count { $0 == UInt8(ascii: "\n") } + 1
        let error = #expect(throws: EngineError.self) { try JournalFile.resume(path, fileSystem: damaged) }
        guard case .stateFile(path, .damaged(line, _)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a last line that a failed sync has left out of the file is in it after a resume`() throws {
        let files = InMemoryFileSystem()
        let opening = FaultyFileSystem(files, failAt: nil)
        var (journal, _) = try RunSetting.create(plan, opening)
        let operations = opening.log.count
        journal.close()
        let disk = InMemoryFileSystem()
        // The record is written (1) and its sync fails (2).
        let faulty = FaultyFileSystem(disk, failAt: operations + 2, fault: .forgetful)
        (journal, _) = try RunSetting.create(plan, faulty)
        #expect(throws: FileError.self) { try journal.append(session(1), at: time) }
        journal.close()
        #expect(try JournalContents.read(path, fileSystem: disk).state.sessions.count == 1)
        var resumed = try JournalFile.resume(path, fileSystem: disk)
        try resumed.journal.append(session(2), at: time)
        let left = disk.after(.powerCut(unsyncedBytesKept: 0))
        #expect(try JournalContents.read(path, fileSystem: left).state.sessions.count == 2)
    }

    @Test func `a file that ends inside its plan is told as an incomplete copy`() throws {
        let files = InMemoryFileSystem()
        _ = try RunSetting.create(plan, files)
        let whole = files.contents(of: path) ?? []
        // Without its last newline alone it is whole.
        for length in whole.indices.dropFirst().dropLast() {
            let cut = InMemoryFileSystem()
            cut.put(Array(whole.prefix(length)), at: path)
            let error = #expect(throws: EngineError.self) { try JournalContents.read(path, fileSystem: cut) }
            guard case .stateFile(path, .planCutShort) = error else {
                Issue.record("cut after \(length) bytes: \(String(describing: error))")
                return
            }
        }
    }

    @Test func `a file without a byte is told as such`() throws {
        let files = InMemoryFileSystem()
        files.put([], at: path)
        let error = #expect(throws: EngineError.self) { try JournalContents.read(path, fileSystem: files) }
        guard case .stateFile(path, .empty) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a record that cannot follow is refused with its line`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        try journal.append(.answered(.init(chunk: 1, tryNumber: 1, jobs: [])), at: time)
        journal.close()
        let lines = (files.contents(of: path) ?? []).count { $0 == UInt8(ascii: "\n") }
        let error = #expect(throws: EngineError.self) { try JournalFile.resume(path, fileSystem: files) }
        guard case .stateFile(path, .cannotFollow(lines, _)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a last record that cannot follow is refused, with its newline and without`() throws {
        let files = InMemoryFileSystem()
        var (journal, _) = try RunSetting.create(plan, files)
        try journal.append(session(1), at: time)
        try journal.append(session(7), at: time)
        journal.close()
        let whole = files.contents(of: path) ?? []
        for contents in [whole, Array(whole.dropLast())] {
            files.put(contents, at: path)
            let error = #expect(throws: EngineError.self) { try JournalFile.resume(path, fileSystem: files) }
            guard case .stateFile(path, .cannotFollow) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `reading on from any prefix gives what reading the whole gives`() throws {
        let files = InMemoryFileSystem()
        let virtual = VirtualTime(wall: time)
        _ = try RunSetting.process(plan, files, virtual, TinyWorkspace(clock: virtual))
        let lines = (files.contents(of: path) ?? []).split(separator: UInt8(ascii: "\n"))
        var reader = JournalReader()
        var prefixes = [reader]
        for line in lines {
            _ = try reader.consume(line: line)
            prefixes.append(reader)
        }
        let whole = try reader.finish().state
        for (count, prefix) in prefixes.enumerated() {
            var prefix = prefix
            for line in lines.dropFirst(count) { _ = try prefix.consume(line: line) }
            let state = try prefix.finish().state
            #expect(state.jobs == whole.jobs && state.chunks == whole.chunks && state.requests == whole.requests)
        }
    }

    @Test func `after a write that failed nothing is appended`() throws {
        let files = InMemoryFileSystem()
        let (journal, _) = try RunSetting.create(plan, files)
        journal.close()
        for fault in FaultyFileSystem.Fault.allCases {
            for operation in 1...3 {
                let copy = files.after(.killed)
                let opening = FaultyFileSystem(copy, failAt: nil)
                _ = try JournalFile.resume(path, fileSystem: opening)
                let faulty = FaultyFileSystem(copy.after(.killed), failAt: opening.log.count + operation, fault: fault)
                var resumed = try JournalFile.resume(path, fileSystem: faulty)
                let first = Result { try resumed.journal.append(session(1), at: time) }
                guard case .failure = first else { continue }
                let failure = #expect(throws: FileError.self) { try resumed.journal.append(session(1), at: time) }
                #expect(failure?.path == path)
            }
        }
    }

    @Test func `a plan file comes back as it was written, and is not overwritten`() throws {
        let files = InMemoryFileSystem()
        let (name, planID) = try PlanFile.write(plan, to: nil, fileSystem: files)
        #expect(name == "crm-outage-\(planID).plan.jsonl")
        let read = try PlanFile.read(name, fileSystem: files)
        #expect(read.plan == plan && read.planID == planID)
        let error = #expect(throws: EngineError.self) { try PlanFile.write(plan, to: name, fileSystem: files) }
        guard case .nameTaken(name) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(files.paths == [name])
        files.put(Array((files.contents(of: name) ?? []).dropLast(40)), at: name)
        #expect(throws: EngineError.self) { try PlanFile.read(name, fileSystem: files) }
    }

    @Test func `files of this machine are written, locked and resumed alike`() throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem()
            let path = "\(directory)/run.state.jsonl"
            let (lines, planID) = PlanEncoder.lines(of: plan)
            let header = JournalHeader(planID: planID, name: "crm-outage", version: "1.0.0", createdAt: time)
            var journal = try JournalFile.create(at: path, header: header, planLines: lines, fileSystem: files)
            try journal.append(session(1), at: time)
            #expect(throws: EngineError.self) { try JournalFile.resume(path, fileSystem: files) }
            journal.close()
            try files.open(path, for: .writing).append(Array(#"{"seq":"#.utf8))
            var resumed = try JournalFile.resume(path, fileSystem: files)
            #expect(resumed.tornBytes == 7)
            try resumed.journal.append(session(2), at: time)
            #expect(try JournalContents.read(path, fileSystem: files).state.sessions.count == 2)
            #expect(try files.list(directory) == ["run.state.jsonl"])
        }
    }

    private func session(_ number: Int) -> Record {
        .session(.init(number: number, host: "test-host", pid: 42, version: "1.0.0"))
    }
}
