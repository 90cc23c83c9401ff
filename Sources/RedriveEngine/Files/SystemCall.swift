import Glibc

/// Calls of the C library that a signal may interrupt.
enum SystemCall {
    /// How a call ended.
    struct Result: Hashable {
        /// The system's error number; 0 if it did what it was asked for.
        var code: Int32
        /// Whether it was called again after an interruption: what the interrupted call did before, such as making the
        /// name that is taken now, may be the reason for a failure.
        var wasRepeated: Bool
    }

    /// Makes a call until no signal interrupts it.
    ///
    /// - Parameter call: returns 0, or another value and the error number in `errno`.
    static func repeating(_ call: () -> Int32) -> Result {
        var wasRepeated = false
        while call() != 0 {
            guard errno == EINTR else { return Result(code: errno, wasRepeated: wasRepeated) }
            wasRepeated = true
        }
        return Result(code: 0, wasRepeated: wasRepeated)
    }

    /// Makes a call that returns something until no signal interrupts it.
    ///
    /// - Parameter call: returns nil, with the error number in `errno`, where it failed.
    static func repeating<Value>(_ call: () -> Value?) -> (value: Value?, code: Int32) {
        while true {
            if let value = call() { return (value, 0) }
            guard errno == EINTR else { return (nil, errno) }
        }
    }

    /// Gives a file another name, but never that of another file, in one step.
    ///
    /// - Returns: nil if the system has no such call; `EINVAL` if the file system has none.
    static func renameExclusively(_ path: String, to name: String) -> Result? {
        guard let renameat2 else { return nil }
        // Source: renameat2(2).
        let noReplace: UInt32 = 1
        return repeating { renameat2(AT_FDCWD, path, AT_FDCWD, name, noReplace) }
    }

    private typealias Renameat2 =
        @convention(c) (
            Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, UInt32
        ) -> Int32

    /// What `renameat2` is in the C library; nil if it has none.
    ///
    /// Looked up, since Swift's module of the library does not show GNU extensions.
    private static let renameat2: Renameat2? = {
        guard let address = dlsym(nil, "renameat2") else { return nil }
        return unsafeBitCast(address, to: Renameat2.self)
    }()
}
