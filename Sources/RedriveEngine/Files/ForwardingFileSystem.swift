/// A file system that hands every operation on to another one, but for those that it defines itself.
package protocol ForwardingFileSystem: FileSystem {
    /// The file system that carries the operations out.
    var base: any FileSystem { get }

    /// The file to hand out in place of one that `base` has opened or made; the same one by default.
    func wrap(_ file: any OpenFile) -> any OpenFile
}

extension ForwardingFileSystem {
    /// The file as it is.
    package func wrap(_ file: any OpenFile) -> any OpenFile { file }

    /// As `base` does.
    package func create(_ path: String) throws(FileError) -> any OpenFile { wrap(try base.create(path)) }

    /// As `base` does.
    package func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile {
        wrap(try base.open(path, for: access))
    }

    /// As `base` does.
    package func publish(_ temporary: String, as path: String) throws(FileError) {
        try base.publish(temporary, as: path)
    }

    /// As `base` does.
    package func publish(_ temporary: String, over path: String) throws(FileError) {
        try base.publish(temporary, over: path)
    }

    /// As `base` does.
    package func replace(_ path: String, with contents: [UInt8]) throws(FileError) {
        try base.replace(path, with: contents)
    }

    /// As `base` does.
    package func remove(_ path: String) throws(FileError) { try base.remove(path) }

    /// As `base` does.
    package func removeLeftovers(of path: String) { base.removeLeftovers(of: path) }

    /// As `base` does.
    package func makeDirectory(_ path: String) throws(FileError) { try base.makeDirectory(path) }

    /// As `base` does.
    package func information(_ path: String) throws(FileError) -> FileInformation? { try base.information(path) }

    /// As `base` does.
    package func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileError) {
        try base.makeDirectory(path, for: sharing)
    }

    /// As `base` does.
    package func openOwn(_ path: String, for sharing: FileSharing) throws(FileError) -> any OpenFile {
        wrap(try base.openOwn(path, for: sharing))
    }

    /// As `base` does.
    package func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileError) {
        try base.replace(path, with: contents, for: sharing)
    }

    /// As `base` does.
    package func resolve(_ path: String) throws(FileError) -> String { try base.resolve(path) }

    /// As `base` does.
    package func list(_ directory: String) throws(FileError) -> [String] { try base.list(directory) }
}
