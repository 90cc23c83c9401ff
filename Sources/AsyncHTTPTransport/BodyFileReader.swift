import Glibc
internal import NIOCore
internal import NIOPosix
import Transport

/// Reads the file of a body in parts of 256 kB, and then what follows it.
///
/// The threads of NIO's pool read, since a disk may be slow. A file that is shorter or longer than was announced is an error: the request
/// then ends before its announced length, so that no server can take it for a whole one.
struct BodyFileReader: Sendable {
    /// Why the body ends early.
    enum ReadingError: Error {
        /// The system's error.
        case system(Int32)
        /// The file has another size than the request announced.
        case otherSize
    }

    /// A file that is open; closed with the last reference.
    private final class Handle: Sendable {
        let descriptor: Int32

        init(_ path: String) throws {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw ReadingError.system(errno) }
        }

        deinit { _ = close(descriptor) }

        /// The bytes from an offset on; fewer than asked for only at the end.
        func read(at offset: Int, count: Int) throws -> ByteBuffer {
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                while true {
                    let got = pread(descriptor, bytes.baseAddress, count, offset)
                    if got >= 0 { return got }
                    if errno != EINTR { throw ReadingError.system(errno) }
                }
            }
            return buffer
        }
    }

    private static let partBytes = 256 << 10

    private let file: HTTPRequest.BodyFile
    private var handle: Handle?
    private var offset = 0
    private var isDone = false

    /// A reader of a file that is not open yet.
    init(_ file: HTTPRequest.BodyFile) { self.file = file }

    /// The next part; nil after the last.
    mutating func next() async throws -> ByteBuffer? {
        guard !isDone else { return nil }
        let path = file.path
        let open: Handle
        if let handle {
            open = handle
        } else {
            open = try await NIOThreadPool.singleton.runIfActive { try Handle(path) }
            handle = open
        }
        let (start, left) = (offset, file.bytes - offset)
        // One byte more at the end shows that the file is longer.
        let part = try await NIOThreadPool.singleton.runIfActive {
            try open.read(at: start, count: left > 0 ? min(Self.partBytes, left) : 1)
        }
        guard left > 0 else {
            guard part.readableBytes == 0 else { throw ReadingError.otherSize }
            isDone = true
            handle = nil
            return ByteBuffer(bytes: file.suffix)
        }
        guard part.readableBytes > 0 else { throw ReadingError.otherSize }
        offset += part.readableBytes
        return part
    }
}
