import Glibc

/// Which machine and process this is.
package struct MachineIdentity: Sendable, Hashable {
    /// The name of the machine.
    package var host: String
    /// The process.
    package var pid: Int
    /// The user that the process acts for.
    package var user: UInt32
    /// The name of that user; nil if it has none.
    package var userName: String?
    /// Tells the boots of the machine apart: instants of two boots have nothing to do with each other.
    package var bootID: String

    /// An identity from its parts.
    package init(host: String, pid: Int, user: UInt32 = 0, userName: String? = nil, bootID: String) {
        self.host = host
        self.pid = pid
        self.user = user
        self.bootID = bootID
        self.userName = userName
    }

    /// This machine and process.
    ///
    /// Where the system does not tell its boots apart, numbers of an earlier boot lie in the future or the far past of
    /// the clock and do no harm.
    package static func current(fileSystem: any FileSystem = PosixFileSystem()) -> MachineIdentity {
        var name = [CChar](repeating: 0, count: 256)
        let host = gethostname(&name, name.count - 1) == 0 ? text(name) : "localhost"
        return MachineIdentity(
            host: host,
            pid: Int(getpid()),
            user: geteuid(),
            userName: userName(of: geteuid()),
            bootID: readBootID(fileSystem) ?? "unknown"
        )
    }

    private static func userName(of id: uid_t) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
            return nil
        }
        return String(cString: name)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func readBootID(_ fileSystem: any FileSystem) -> String? {
        guard let file = try? fileSystem.open("/proc/sys/kernel/random/boot_id", for: .reading) else { return nil }
        defer { file.close() }
        guard let bytes = try? file.read(at: 0, count: 64), !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }
}
