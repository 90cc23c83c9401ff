import FoundationEssentials

/// Files of the repository that tests hold the code to.
package enum Repository {
    /// The repository's folder.
    package static let folder: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The bytes of a file, by its path from the repository's folder.
    ///
    /// - Throws: if it cannot be read.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }

    /// The text of a file, by its path from the repository's folder.
    ///
    /// - Throws: if it cannot be read.
    package static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    /// The runbooks in `examples/`: the YAML files that begin with their schema's line.
    ///
    /// - Throws: if the folder cannot be read.
    package static func examples() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/examples").sorted()
        return try names.filter { $0.hasSuffix(".yaml") }.map { "examples/\($0)" }
            .filter { try text($0).contains("\nredrive: ") }
    }
}
