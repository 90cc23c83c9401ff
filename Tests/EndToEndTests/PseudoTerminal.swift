import Glibc

/// A terminal that a test types into and reads from.
final class PseudoTerminal {
    /// The side that a process has for its streams.
    let descriptor: Int32
    private let ours: Int32
    private var bytes: [UInt8] = []

    // Source: <asm-generic/ioctls.h>; Swift does not see them, nor posix_openpt(3) and its like.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    init() throws {
        ours = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var locked: Int32 = 0
        var number: UInt32 = 0
        guard ours >= 0, ioctl(ours, Self.unlock, &locked) == 0, ioctl(ours, Self.number, &number) == 0 else {
            throw ToolProcess.Failure(description: "no terminal: error \(errno)")
        }
        descriptor = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard descriptor >= 0 else { throw ToolProcess.Failure(description: "no terminal: error \(errno)") }
        _ = fcntl(ours, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(descriptor)
        close(ours)
    }

    /// Gives it a size, as somebody does who drags the corner of a window.
    func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(ours, UInt(TIOCSWINSZ), &size)
    }

    /// Types a text.
    func type(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(ours, $0.baseAddress, $0.count) }
    }

    /// Everything that was shown so far, what was typed included.
    func shown() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ours, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits until a text is shown.
    func until(_ text: String) async throws {
        try await ToolProcess.until("'\(text)' is shown") { shown().contains(text) }
    }
}
