import Glibc
import Testing

/// A file system of a few pages for the state file; needs the right to mount one.
@Suite(.serialized) struct FullDiskTests {
    @Test(.enabled(if: SmallDisk.canBeMounted, "mounting a file system needs root"))
    func `a disk that fills up stops the run with 74, and with free space it can be resumed`() async throws {
        let world = try await ServedWorld(jobs: 160)
        let disk = try SmallDisk(at: world.folder.path + "/disk", bytes: 1 << 20)
        let state = "disk/test.state.jsonl"
        let run = try world.start("run", "runbook.yaml", "--yes", "--state", state)
        try await ToolProcess.until("the first answer is recorded") {
            world.folder.text(of: state).contains("\"type\":\"answered\"")
        }
        disk.fill()
        #expect(try await run.wait() == 74, "\(run.errors)")
        #expect(run.errors.contains("redrive resume \(state)"), "\(run.errors)")
        let refused = try world.start("resume", state)
        #expect(try await refused.wait() == 74, "\(refused.errors)")
        disk.free()
        let resumed = try world.start("resume", state)
        #expect(try await resumed.wait() == 0, "\(resumed.errors)")
        try world.expectOneRepeat(ofEach: 160)
    }
}

/// A small file system in memory, unmounted with its owner.
private final class SmallDisk {
    private let path: String

    init(at path: String, bytes: Int) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else {
            throw ToolProcess.Failure(description: "no file system at \(path)")
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Whether this process may mount one.
    static var canBeMounted: Bool {
        guard let folder = try? TemporaryFolder() else { return false }
        return (try? SmallDisk(at: folder.path + "/probe", bytes: 4096)) != nil
    }

    /// Leaves no page free.
    func fill() {
        let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
        let page = [UInt8](repeating: 0, count: 4096)
        while write(file, page, page.count) > 0 {}
        close(file)
    }

    /// Gives the pages back.
    func free() { unlink(path + "/filler") }
}
