import Foundation
import Glibc

/// A connection to a Unix socket, written by hand so that it shares nothing with what is tested.
final class UnixSocket {
    private var descriptor: Int32

    /// Connects.
    init(connecting path: String) throws {
        descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            close()
            throw ToolProcess.Failure(description: "nobody listens at \(path)")
        }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close() }

    /// Closes the connection.
    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Writes what can be written.
    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Reads to the end.
    func read() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Says something to whoever listens there.
    ///
    /// - Returns: the answer; empty if the connection was closed without one.
    static func say(_ text: String, to path: String) throws -> String {
        let socket = try UnixSocket(connecting: path)
        defer { socket.close() }
        socket.write(text)
        return socket.read()
    }
}

/// The sockets of the runs in a world's folder.
enum FileProbe {
    private static func paths(of world: ServedWorld) -> [String] {
        let folder = "\(world.folder.path)/runtime/redrive"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".sock") }.map { "\(folder)/\($0)" }
    }

    /// The only socket; nil if there is none.
    static func socket(of world: ServedWorld) -> String? { paths(of: world).first }

    /// How many sockets have somebody who listens.
    static func sockets(of world: ServedWorld) throws -> Int {
        paths(of: world).count { (try? UnixSocket(connecting: $0)) != nil }
    }

    /// The permissions of a file; nil if it is not there.
    static func mode(of path: String) -> Int? {
        var found = stat()
        return lstat(path, &found) == 0 ? Int(found.st_mode & 0o7777) : nil
    }
}
