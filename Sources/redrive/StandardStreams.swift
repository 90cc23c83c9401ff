import Glibc
import RedriveCLI
import RedriveEngine

extension Terminal {
    /// The streams of this process.
    static func standard() -> Terminal {
        let errorIsTerminal = isatty(2) == 1
        let outputIsTerminal = isatty(1) == 1
        return Terminal(
            canAsk: isatty(0) == 1 && errorIsTerminal,
            outputIsTerminal: outputIsTerminal,
            errorIsTerminal: errorIsTerminal,
            width: { columns(of: outputIsTerminal ? 1 : 2) },
            writeOutput: { text in
                let code = write(text, to: 1)
                // A reader that has gone away, or a terminal that was closed, wants to know no more.
                guard code != 0, code != EPIPE, !(outputIsTerminal && code == EIO) else { return nil }
                return FileFailure(path: "standard output", operation: .write, code: code)
            },
            writeError: { _ = write($0, to: 2) },
            readLine: readLineUnlessCancelled
        )
    }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Writes all of it.
    ///
    /// - Returns: 0, or why not.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
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
