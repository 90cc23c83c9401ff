import AsyncHTTPTransport
import FoundationEssentials
import Transport

/// A write like the ones that must not happen twice.
let write = HTTPRequest(
    method: .post,
    target: "/api/recipes/1/repeat_jobs",
    headers: HTTPHeaders([
        .init(name: "Authorization", value: "Bearer topsecrettoken"),
        .init(name: "Content-Type", value: "application/json"),
    ]),
    body: Array(#"{"job_ids":["j-1"]}"#.utf8)
)

/// A read.
let read = HTTPRequest(method: .get, target: "/api/recipes/1/jobs?status=failed")

/// A small whole answer.
let okay = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

/// Long enough for any exchange that is to succeed, also where other tests keep all processors busy for a minute.
let patience = Duration.seconds(1800)

/// What came of one sending.
typealias Outcome = Result<HTTPResponse, TransportError>

/// Runs with a server and a transport to it, and puts both away.
func withServer<Value>(
    _ script: [[ScriptedServer.Move]],
    onConnect: [ScriptedServer.Move] = [],
    scheme: String = "http",
    tls: TestCertificate? = nil,
    host: String = "127.0.0.1",
    path: String = "",
    environment: [String: String] = [:],
    trustRoots: String? = nil,
    configure: (inout TransportConfiguration) -> Void = { _ in },
    _ body: (AsyncHTTPTransport, ScriptedServer) async throws -> Value
) async throws -> Value {
    let server = try await ScriptedServer.start(script, onConnect: onConnect, tls: tls)
    var configuration = try TransportConfiguration(
        baseURL: "\(scheme)://\(host):\(server.port)\(path)",
        environment: environment,
        trustRoots: trustRoots
    )
    configuration.connectionsAhead = 0
    // A busy machine can let a test wait for longer than the usual 10 s for a connection, or between two requests.
    configuration.connectTimeout = .seconds(300)
    configuration.idleTimeout = .seconds(300)
    configure(&configuration)
    let transport = AsyncHTTPTransport(configuration: configuration)
    let result: Result<Value, any Error>
    do { result = .success(try await body(transport, server)) } catch { result = .failure(error) }
    await transport.shutdown()
    await server.stop()
    return try result.get()
}

/// A file in PEM form that is there while `body` works.
func withFile<Value>(_ pem: String, _ body: (String) async throws -> Value) async throws -> Value {
    let file = FileManager.default.temporaryDirectory.appending(path: "redrive-\(UUID().uuidString).pem")
    try Data(pem.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await body(file.path)
}

extension AsyncHTTPTransport {
    /// Sends and keeps whatever comes of it.
    func outcome(_ request: HTTPRequest, timeout: Duration = patience) async -> Outcome {
        do throws(TransportError) {
            return .success(try await send(request, timeout: timeout))
        } catch {
            return .failure(error)
        }
    }
}

extension Outcome {
    /// The answer's status.
    var status: Int? {
        switch self {
        case .success(let response): response.status
        case .failure: nil
        }
    }

    /// Why the answer was lost; nil for anything else.
    var lost: TransportError.LostReason? {
        switch self {
        case .failure(.lost(let reason, detail: _)): reason
        case .failure(.notSent), .success: nil
        }
    }

    /// Why nothing was sent; nil for anything else.
    var notSent: TransportError.NotSentReason? {
        switch self {
        case .failure(.notSent(let reason, detail: _)): reason
        case .failure(.lost), .success: nil
        }
    }
}
