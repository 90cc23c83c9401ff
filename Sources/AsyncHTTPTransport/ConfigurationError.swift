/// Why a transport cannot be created; contains no part of an address that may include a password.
package enum ConfigurationError: Error, Sendable, Hashable {
    /// The base URL is invalid; the value says what is wrong with it.
    case baseURL(String)
    /// An environment variable names a proxy that cannot be used.
    case proxy(variable: String, String)
    /// The file of trust roots cannot be used.
    case trustRoots(path: String, String)
}

extension ConfigurationError: CustomStringConvertible {
    /// What is wrong, in words.
    package var description: String {
        switch self {
        case .baseURL(let reason): "the URL of the workspace cannot be used: \(reason)"
        case .proxy(let variable, let reason): "the proxy in \(variable) cannot be used: \(reason)"
        case .trustRoots(let path, let reason): "the trust roots in \(path) cannot be used: \(reason)"
        }
    }
}
