import Glibc

/// What Redrive does with the text of paths.
package enum FilePath {
    /// The directory of a path: everything before the last `/`, or `/` for a path in the root; nil if there is no `/`.
    package static func directory(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of a path: everything after the last `/`.
    package static func name(of path: String) -> String {
        String(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    }

    /// A name in the same directory for a file that is not complete yet; no two processes choose the same name.
    static func temporary(for path: String) -> String {
        sibling(".\(name(of: path)).\(getpid()).tmp", of: path)
    }

    /// The process that chose a name with `temporary(for:)`; nil for any other name.
    static func process(ofTemporary name: String, for path: String) -> pid_t? {
        let start = ".\(self.name(of: path))."
        guard name.hasPrefix(start), name.hasSuffix(".tmp"), name.utf8.count > start.utf8.count + 4 else { return nil }
        let digits = name.utf8.dropFirst(start.utf8.count).dropLast(4)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return pid_t(String(decoding: digits, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Another name in the directory of a path.
    static func sibling(_ name: String, of path: String) -> String {
        directory(of: path).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" } ?? name
    }

    /// A path as seen from a directory; an absolute path, and any path if the directory is empty, stays as it is.
    package static func join(_ directory: String, _ path: String) -> String {
        if directory.isEmpty || path.hasPrefix("/") { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }
}
