import Glibc
import RedriveEngine

/// Runs `body` with a new directory of this machine, and removes it with the files in it.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/redrive-tests.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
        throw FileError(path: "/tmp", operation: .makeDirectory, code: errno)
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { removeTree(path) }
    return try body(path)
}

private func removeTree(_ path: String) {
    let files = PosixFileSystem()
    for name in (try? files.list(path)) ?? [] {
        if unlink("\(path)/\(name)") != 0 { removeTree("\(path)/\(name)") }
    }
    _ = rmdir(path)
}
