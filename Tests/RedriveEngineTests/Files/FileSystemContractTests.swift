import Glibc
@testable import RedriveEngine
import RedriveTestSupport
import Testing

/// What `FileSystem` promises, asked of both: this machine's files and those in memory.
@Suite struct `a file system` {
    enum Kind: CaseIterable {
        case posix, inMemory
    }

    private func with(_ kind: Kind, _ body: (any FileSystem, String) throws -> Void) throws {
        switch kind {
        case .posix: try withTemporaryDirectory { try body(PosixFileSystem(), $0) }
        case .inMemory:
            let files = InMemoryFileSystem()
            try files.makeDirectory("/work")
            try body(files, "/work")
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is appended is read back`(kind: Kind) throws {
        try with(kind) { files, directory in
            let file = try files.create("\(directory)/a")
            try file.append([1, 2, 3])
            try file.append([])
            try file.append([4])
            try file.sync()
            #expect(try file.size() == 4)
            #expect(try file.read(at: 1, count: 2) == [2, 3])
            #expect(try file.read(at: 3, count: 9) == [4])
            #expect(try file.read(at: 9, count: 9) == [])
            #expect(try files.open("\(directory)/a", for: .reading).readAll(upTo: 4) == [1, 2, 3, 4])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a path is resolved to what it leads to`(kind: Kind) throws {
        try with(kind) { files, directory in
            _ = try files.create("\(directory)/a")
            let folder = try files.resolve(directory)
            #expect(folder.hasPrefix("/"))
            #expect(try files.resolve("\(directory)/./x/../a".replacing("/x/..", with: "/.")) == "\(folder)/a")
            #expect(
                try files.resolve("\(directory)/../\(directory.split(separator: "/").last ?? "")/a") == "\(folder)/a"
            )
            #expect { try files.resolve("\(directory)/missing") } throws: { ($0 as? FileError)?.isMissing == true }
        }
    }

    @Test func `a symbolic link is followed to its end`() throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem()
            _ = try files.create("\(directory)/a")
            #expect(symlink("a", "\(directory)/b") == 0 && symlink("b", "\(directory)/c") == 0)
            #expect(try files.resolve("\(directory)/c") == files.resolve("\(directory)/a"))
            #expect(symlink("loop", "\(directory)/loop") == 0)
            #expect(throws: FileError.self) { try files.resolve("\(directory)/loop") }
        }
    }

    @Test(arguments: Kind.allCases)
    func `a larger file than was asked for is refused`(kind: Kind) throws {
        try with(kind) { files, directory in
            let file = try files.create("\(directory)/a")
            try file.append([1, 2, 3])
            #expect(throws: FileError.self) { try file.readAll(upTo: 2) }
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is overwritten leaves nothing of what stood there`(kind: Kind) throws {
        try with(kind) { files, directory in
            let file = try files.create("\(directory)/a")
            try file.append([1, 2, 3])
            try file.overwrite([9])
            #expect(try file.readAll(upTo: 9) == [9])
            try file.append([8, 7])
            try file.truncate(to: 2)
            #expect(try file.readAll(upTo: 9) == [9, 8])
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is written within a file leaves the rest as it was`(kind: Kind) throws {
        try with(kind) { files, directory in
            let file = try files.create("\(directory)/a")
            try file.append([1, 2, 3, 4])
            try file.write([8, 9], at: 1)
            #expect(try file.readAll(upTo: 9) == [1, 8, 9, 4])
            try file.write([7], at: 3)
            #expect(try file.readAll(upTo: 9) == [1, 8, 9, 7])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a name that is taken is not taken again`(kind: Kind) throws {
        try with(kind) { files, directory in
            try files.create("\(directory)/a").append([1])
            let second = try files.create("\(directory)/b")
            try second.append([2])
            let failures = [
                #expect(throws: FileError.self) { try files.create("\(directory)/a") },
                #expect(throws: FileError.self) { try files.publish("\(directory)/b", as: "\(directory)/a") },
            ]
            #expect(failures.allSatisfy { $0?.isAlreadyThere == true && $0?.path == "\(directory)/a" })
            #expect(try files.open("\(directory)/a", for: .reading).readAll(upTo: 9) == [1])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a file that is published has its new name alone`(kind: Kind) throws {
        try with(kind) { files, directory in
            let file = try files.create("\(directory)/a")
            try file.append([1])
            try files.publish("\(directory)/a", as: "\(directory)/b")
            try file.append([2])
            #expect(try files.list(directory) == ["b"])
            #expect(try files.open("\(directory)/b", for: .reading).readAll(upTo: 9) == [1, 2])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a file that is replaced has the new contents alone`(kind: Kind) throws {
        try with(kind) { files, directory in
            try files.replace("\(directory)/a", with: [1, 2])
            try files.replace("\(directory)/a", with: [3])
            #expect(try files.list(directory) == ["a"])
            #expect(try files.open("\(directory)/a", for: .reading).readAll(upTo: 9) == [3])
        }
    }

    @Test(arguments: Kind.allCases)
    func `a lock keeps others out until it is given back or its file is closed`(kind: Kind) throws {
        try with(kind) { files, directory in
            let first = try files.create("\(directory)/a")
            let second = try files.open("\(directory)/a", for: .writing)
            #expect(try first.tryLock())
            #expect(try first.tryLock(), "who has it may ask again")
            #expect(try !second.tryLock())
            first.unlock()
            #expect(try second.tryLock())
            #expect(try !first.tryLock())
            second.close()
            second.close()
            #expect(try first.tryLock())
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is not there is told as missing`(kind: Kind) throws {
        try with(kind) { files, directory in
            let failures = [
                #expect(throws: FileError.self) { try files.open("\(directory)/a", for: .reading) },
                #expect(throws: FileError.self) { try files.open("\(directory)/a", for: .writing) },
                #expect(throws: FileError.self) { try files.remove("\(directory)/a") },
                #expect(throws: FileError.self) { try files.create("\(directory)/no/a") },
            ]
            #expect(failures.allSatisfy { $0?.isMissing == true })
            try files.open("\(directory)/a", for: .writingOrCreating).append([1])
            try files.open("\(directory)/a", for: .writingOrCreating).append([2])
            #expect(try files.open("\(directory)/a", for: .reading).readAll(upTo: 9) == [1, 2])
        }
    }

    @Test(arguments: Kind.allCases)
    func `directories are made with those above them, and may be there`(kind: Kind) throws {
        try with(kind) { files, directory in
            try files.makeDirectory("\(directory)/x/y/z")
            try files.makeDirectory("\(directory)/x/y")
            try files.create("\(directory)/x/y/z/a").close()
            #expect(try files.list("\(directory)/x/y/z") == ["a"])
        }
    }

    /// What a file system without hard links, and one without either, leaves.
    static let namings: [[PosixFileSystem.Naming]] = [[.link], [.exclusiveRename], [.reservedName]]

    @Test(arguments: namings)
    func `each way to give a name takes none that is taken`(_ namings: [PosixFileSystem.Naming]) throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem(namings: namings)
            try files.create("\(directory)/t").append([1])
            try files.publish("\(directory)/t", as: "\(directory)/a")
            #expect(try files.list(directory) == ["a"])
            try files.create("\(directory)/t").append([2])
            let failure = #expect(throws: FileError.self) {
                try files.publish("\(directory)/t", as: "\(directory)/a")
            }
            #expect(failure?.isAlreadyThere == true && failure?.path == "\(directory)/a")
            #expect(try files.open("\(directory)/a", for: .reading).readAll(upTo: 9) == [1])
            #expect(try files.list(directory) == ["a", "t"])
        }
    }

    @Test func `a call is made again until no signal interrupts it`() {
        var codes: [Int32] = [EINTR, EINTR, EEXIST]
        func call() -> Int32 {
            guard let code = codes.first else { return 0 }
            codes.removeFirst()
            errno = code
            return -1
        }
        #expect(SystemCall.repeating(call) == SystemCall.Result(code: EEXIST, wasRepeated: true))
        #expect(SystemCall.repeating(call) == SystemCall.Result(code: 0, wasRepeated: false))
        codes = [EINTR, ENOENT]
        let (value, code) = SystemCall.repeating { call() == 0 ? 7 : nil }
        #expect(value == nil && code == ENOENT)
        codes = [EINTR]
        #expect(SystemCall.repeating { call() == 0 ? 7 : nil }.value == 7)
    }

    @Test func `what killed processes have left of a file is removed by the next one that makes it`() throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem()
            let gone = try goneProcess()
            let leftovers = [".a.\(gone).tmp", ".b.\(gone).tmp", ".a.1.tmp", ".a.x\(gone).tmp", ".a.\(gone).tmp.bak"]
            for name in leftovers { try files.create("\(directory)/\(name)").append([1]) }
            let held = try files.open("\(directory)/.b.\(gone).tmp", for: .writing)
            #expect(try held.tryLock())
            try files.replace("\(directory)/a", with: [2])
            try files.replace("\(directory)/b", with: [2])
            #expect(try files.list(directory) == (leftovers.dropFirst() + ["a", "b"]).sorted())
            held.close()
            _ = try PlanFile.write(RunSetting.plan(jobs: [1: 1]), to: "\(directory)/b.plan", fileSystem: files)
            files.removeLeftovers(of: "\(directory)/b")
            #expect(try files.list(directory) == (leftovers.dropFirst(2) + ["a", "b", "b.plan"]).sorted())
        }
    }

    /// The number of a process that has ended.
    private func goneProcess() throws -> pid_t {
        var process = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
        defer { free(words[0]) }
        try #require(posix_spawn(&process, "/bin/true", nil, nil, &words, nil) == 0)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return process
    }

    @Test func `files and directories are for their owner alone`() throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem()
            try files.makeDirectory("\(directory)/x/y")
            try files.create("\(directory)/x/a").close()
            try files.replace("\(directory)/x/b", with: [1])
            #expect(mode(of: "\(directory)/x") == 0o700)
            #expect(mode(of: "\(directory)/x/y") == 0o700)
            #expect(mode(of: "\(directory)/x/a") == 0o600)
            #expect(mode(of: "\(directory)/x/b") == 0o600)
        }
    }

    @Test func `a file in the way of a directory is told`() throws {
        try withTemporaryDirectory { directory in
            let files = PosixFileSystem()
            try files.create("\(directory)/x").close()
            #expect(throws: FileError.self) { try files.makeDirectory("\(directory)/x") }
            #expect(throws: FileError.self) { try files.makeDirectory("\(directory)/x/y") }
        }
    }

    @Test func `a full disk is told with the path and in the system's words`() throws {
        let full = try PosixFileSystem().open("/dev/full", for: .writing)
        let failure = #expect(throws: FileError.self) { try full.append([1]) }
        #expect(failure?.description == "cannot write '/dev/full': No space left on device")
    }

    private func mode(of path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }
}
