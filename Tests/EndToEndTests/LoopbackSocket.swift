import Foundation
import Glibc

/// Sockets on 127.0.0.1, written by hand so that they share nothing with what is tested.
enum LoopbackSocket {
    /// The body of the answer to a plain request.
    static func get(_ target: String, port: UInt16) throws -> String {
        let socket = try connect(to: port)
        defer { close(socket) }
        guard send(Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8), to: socket)
        else { throw ToolProcess.Failure(description: "the request was not taken") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(socket, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let body = text.firstRange(of: "\r\n\r\n") else { return "" }
        return String(text[body.upperBound...])
    }

    /// A connection; the caller closes it.
    static func connect(to port: UInt16) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let code = withAddress(port) { Glibc.connect(socket, $0, $1) }
        guard code == 0 else {
            close(socket)
            throw ToolProcess.Failure(description: "no connection to port \(port)")
        }
        return socket
    }

    /// Serves each connection to a listening socket on a thread of its own, until that socket is shut down; closes both.
    static func serveEach(of listener: Int32, _ serve: @escaping @Sendable (Int32) -> Void) {
        Thread.detachNewThread {
            while case let client = accept(listener, nil, nil), client >= 0 {
                Thread.detachNewThread {
                    serve(client)
                    close(client)
                }
            }
            close(listener)
        }
    }

    /// A listening socket on a free port; the caller closes it.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard withAddress(0, { bind(socket, $0, $1) }) == 0, Glibc.listen(socket, 64) == 0 else {
            close(socket)
            throw ToolProcess.Failure(description: "no port to listen on")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(socket, $0, &length) }
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// Sends all of it.
    ///
    /// - Returns: whether the other side took it.
    static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func withAddress(
        _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
