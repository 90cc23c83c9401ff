import AsyncHTTPTransport
import ControlSocket
import Glibc
import LocatedYAML
import RedriveCLI
import RedriveCore
import RedriveEngine
import Transport

extension ToolEnvironment {
    /// This process' own environment, with the real adapters.
    static func live() -> ToolEnvironment {
        let variables = Variables.all
        let signals = SignalHub()
        return ToolEnvironment(
            variables: variables,
            terminal: .standard(),
            fileSystem: PosixFileSystem(),
            clock: MachineClock(),
            machine: .current(),
            workingDirectory: currentDirectory(),
            randomSeed: { UInt64.random(in: .min ... .max) },
            interrupts: { signals.interrupts($0) },
            openTransport: { workspace throws(TransportSetupError) in
                do throws(ConfigurationError) {
                    let configuration = try TransportConfiguration(
                        baseURL: workspace.url,
                        environment: variables,
                        trustRoots: variables["SSL_CERT_FILE"]
                    )
                    let transport = AsyncHTTPTransport(configuration: configuration)
                    return OpenTransport(transport: transport, proxy: configuration.proxyDescription) {
                        await transport.shutdown()
                    }
                } catch {
                    throw TransportSetupError(error.description)
                }
            },
            openSimulation: { Simulation.inProcess($0) },
            control: .sockets
        )
    }
}

extension ControlPort {
    /// Unix sockets.
    fileprivate static let sockets = ControlPort(
        listen: { path, answer throws(ControlFailure) in
            do throws(ControlSocket.Failure) {
                let socket = try await ControlSocket.listen(at: path, answer: answer)
                return ControlListener { await socket.close() }
            } catch {
                throw ControlFailure(error)
            }
        },
        ask: { path, line throws(ControlFailure) in
            do throws(ControlSocket.Failure) {
                return try await ControlSocket.ask(line, at: path, within: 10)
            } catch {
                throw ControlFailure(error)
            }
        }
    )
}

extension ControlFailure {
    fileprivate init(_ failure: ControlSocket.Failure) {
        let cause: Cause =
            switch failure.cause {
            case .nobodyListens: .nobodyListens
            case .forbidden: .forbidden
            case .noAnswer: .noAnswer
            case .other: .other
            }
        self.init(cause, failure.words)
    }
}

/// Where this process stands; empty if that cannot be told.
private func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
}

/// The environment variables of this process.
private enum Variables {
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
