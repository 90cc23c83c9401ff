/// A file system that hands every operation on to another one, but for those that it defines itself.
public protocol ForwardingFileSystem: FileSystem {
    /// The file system that carries the operations out.
    var base: any FileSystem { get }

    /// The file to hand out in place of one that `base` has opened or made; the same one by default.
    func wrap(_ file: any OpenFile) -> any OpenFile
}

extension ForwardingFileSystem {
    /// The file as it is.
    public func wrap(_ file: any OpenFile) -> any OpenFile { file }

    /// As `base` does.
    public func create(_ path: String) throws(FileFailure) -> any OpenFile { wrap(try base.create(path)) }

    /// As `base` does.
    public func open(_ path: String, for access: FileAccess) throws(FileFailure) -> any OpenFile {
        wrap(try base.open(path, for: access))
    }

    /// As `base` does.
    public func publish(_ temporary: String, as path: String) throws(FileFailure) {
        try base.publish(temporary, as: path)
    }

    /// As `base` does.
    public func replace(_ path: String, with contents: [UInt8]) throws(FileFailure) {
        try base.replace(path, with: contents)
    }

    /// As `base` does.
    public func remove(_ path: String) throws(FileFailure) { try base.remove(path) }

    /// As `base` does.
    public func removeLeftovers(of path: String) { base.removeLeftovers(of: path) }

    /// As `base` does.
    public func makeDirectory(_ path: String) throws(FileFailure) { try base.makeDirectory(path) }

    /// As `base` does.
    public func information(_ path: String) throws(FileFailure) -> FileInformation? { try base.information(path) }

    /// As `base` does.
    public func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileFailure) {
        try base.makeDirectory(path, for: sharing)
    }

    /// As `base` does.
    public func openOwn(_ path: String, for sharing: FileSharing) throws(FileFailure) -> any OpenFile {
        wrap(try base.openOwn(path, for: sharing))
    }

    /// As `base` does.
    public func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileFailure) {
        try base.replace(path, with: contents, for: sharing)
    }

    /// As `base` does.
    public func resolve(_ path: String) throws(FileFailure) -> String { try base.resolve(path) }

    /// As `base` does.
    public func list(_ directory: String) throws(FileFailure) -> [String] { try base.list(directory) }
}
