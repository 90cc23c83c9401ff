import Glibc
import Testing

/// A simulated workspace that a process of the real binary serves, and a runbook for it.
final class ServedWorld {
    /// A repeat that really happened.
    struct Enqueued: Hashable {
        var master: String
        var byClient: Bool
    }

    let folder: TemporaryFolder
    let url: String
    private let process: ToolProcess

    /// Serves so many failed jobs of one recipe; a run of them takes a second for each 25.
    init(jobs: Int, more: String = "", keys: String = "") async throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            scenario: 1
            name: test
            retention: off
            latency: 20ms
            repeats: { succeed: 1, after: 500ms-1s }
            \(more)
            recipes:
              - id: 100
                failed: { count: \(jobs), between: [2026-11-20T08:00:00Z, 2026-11-20T10:00:00Z], duration: 1s-2s }
            """,
            to: "scenario.yaml"
        )
        let server = try ToolProcess(["simulate", "scenario.yaml"], in: folder)
        process = server
        func address() -> String? {
            let text = server.output + server.errors
            guard let begin = text.firstRange(of: "http://127.0.0.1:") else { return nil }
            return "http://127.0.0.1:" + text[begin.upperBound...].prefix { $0.isNumber }
        }
        try await ToolProcess.until("the simulated workspace is served") { address() != nil }
        url = try #require(address())
        try folder.write(
            """
            redrive: 1
            name: test
            max_jobs: 5000
            workspace:
              url: \(url)
              token: { env: REDRIVE_TEST_TOKEN }
              server_timeout: 2s
              settle: 1s
            steps:
              - repeat_jobs: { recipes: [100], since: 2026-11-20T08:00:00Z }
            \(keys)
            """,
            to: "runbook.yaml"
        )
    }

    /// Starts a command in the world's folder.
    func start(_ arguments: String..., output: Int32? = nil, largestFile: Int? = nil) throws -> ToolProcess {
        try ToolProcess(arguments, in: folder, output: output, largestFile: largestFile)
    }

    /// The name of the only state file.
    func stateFile() throws -> String {
        try #require(folder.names().first { $0.hasSuffix(".state.jsonl") })
    }

    /// Waits until the state file holds so many records of a type.
    func untilRecorded(_ count: Int, _ type: String) async throws {
        try await ToolProcess.until("\(count) records \(type)") {
            let name = folder.names().first { $0.hasSuffix(".state.jsonl") }
            return name.map { folder.text(of: $0).ranges(of: "\"type\":\"\(type)\"").count >= count } ?? false
        }
    }

    /// The ledger: every repeat that really happened.
    func enqueued() throws -> [Enqueued] {
        try ledgerLines().filter { $0.contains("\"type\":\"enqueued\"") }.map { line in
            let master = try #require(line.firstRange(of: "\"master\":\"")).upperBound
            let id = String(line[master...].prefix { $0 != "\"" })
            return Enqueued(master: id, byClient: line.contains("\"by\":\"client\""))
        }
    }

    /// Requests that came closer than the limits allow.
    func violations() throws -> [String] {
        try ledgerLines().filter { $0.contains("\"type\":\"violation\"") }
    }

    private func ledgerLines() throws -> [String] {
        let port = try #require(UInt16(url.split(separator: ":").last ?? ""))
        let answer = try LoopbackSocket.get("/__ledger", port: port)
        return answer.split(separator: "\n").map(String.init)
    }
}

/// One plain request over a loopback socket, written by hand so that it shares nothing with what is tested.
enum LoopbackSocket {
    static func get(_ target: String, port: UInt16) throws -> String {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ToolProcess.Failure(description: "no connection to port \(port)") }
        let request = Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard write(socket, request, request.count) == request.count else {
            throw ToolProcess.Failure(description: "the request was not taken")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(socket, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let body = text.firstRange(of: "\r\n\r\n") else { return "" }
        return String(text[body.upperBound...])
    }
}
