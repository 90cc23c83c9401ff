import Glibc
import RedriveCLI
import RedriveEngine

extension Terminal {
    /// The streams of this process.
    static func standard() -> Terminal {
        let errorIsTerminal = isatty(2) == 1
        let outputIsTerminal = isatty(1) == 1
        let writer = StreamWriter(outputIsTerminal: outputIsTerminal)
        return Terminal(
            canAsk: isatty(0) == 1 && errorIsTerminal,
            outputIsTerminal: outputIsTerminal,
            errorIsTerminal: errorIsTerminal,
            width: { (size(of: outputIsTerminal ? 1 : 2)?.ws_col).map(Int.init) },
            height: { (size(of: outputIsTerminal ? 1 : 2)?.ws_row).map(Int.init) },
            writeOutput: { writer.output($0) },
            outputIsClosed: outputIsClosed,
            writeError: { writer.error($0) },
            flush: { await writer.flush() },
            readLine: readLineUnlessCancelled,
            discardTyped: { tcflush(0, TCIFLUSH) },
            keys: { isatty(0) == 1 && errorIsTerminal ? TerminalKeys.shared.stream() : nil },
            readAll: readAll
        )
    }

    /// The size of a terminal; nil for anything else, and for a terminal that does not know its size.
    private static func size(of descriptor: Int32) -> winsize? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return nil }
        return size
    }

    /// Whether standard output is a pipe or a terminal whose other end was closed.
    private static func outputIsClosed() -> Bool {
        var state = pollfd(fd: 1, events: 0, revents: 0)
        return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
    }

    private static func readAll(upTo bound: Int) -> Result<[UInt8], FileError> {
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &block, block.count)
            if count == 0 { return .success(all) }
            if count > 0 {
                all += block[..<count]
                guard all.count <= bound else {
                    let reason = "it is longer than \(bound) bytes"
                    return .failure(FileError(path: "standard input", operation: .read, code: 0, reason: reason))
                }
            } else if errno == EAGAIN {
                var ready = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return .failure(FileError(path: "standard input", operation: .read, code: errno))
            }
        }
    }

    /// A line of standard input, byte by byte, so that nothing behind it is taken; gives up soon after a cancellation.
    private static func readLineUnlessCancelled() async -> String? {
        var bytes: [UInt8] = []
        while !Task.isCancelled {
            var ready = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            switch poll(&ready, 1, 0) {
            case 0:
                try? await Task.sleep(for: .milliseconds(50))
            case 1:
                var byte: UInt8 = 0
                let count = read(0, &byte, 1)
                if count == 1, byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
                if count == 1 { bytes.append(byte) }
                if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) || bytes.count > 4096 {
                    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
                }
            default:
                if errno != EINTR { return nil }
            }
        }
        return nil
    }
}
