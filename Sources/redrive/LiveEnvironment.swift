import AsyncHTTPTransport
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
                    return OpenTransport(transport: transport) { await transport.shutdown() }
                } catch {
                    throw TransportSetupError(error.description)
                }
            },
            openSimulation: { Simulation.inProcess($0) }
        )
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
