/// What stands under a path, or what an open file is.
package struct FileInformation: Sendable, Hashable {
    /// The kinds of things that have a path.
    package enum Kind: Sendable, Hashable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link, wherever it leads.
        case link
        /// A device, a pipe or a socket.
        case other
    }

    /// What it is.
    package var kind: Kind
    /// The user that it belongs to.
    package var owner: UInt32
    /// The permission bits, such as 0o600.
    package var permissions: UInt32
    /// The device and the file's number on it: the same for all names of one file.
    package var identity: [UInt64]
    /// How many names it has; 0 for a file that is open and was deleted.
    package var names: Int

    /// Information from its parts.
    package init(kind: Kind, owner: UInt32, permissions: UInt32, identity: [UInt64], names: Int) {
        self.kind = kind
        self.owner = owner
        self.permissions = permissions
        self.identity = identity
        self.names = names
    }
}

/// Who may use what is made.
package enum FileSharing: Sendable, Hashable {
    /// The user alone: 0600, directories 0700.
    case owner
    /// The user and the group: 0660, directories 2770, whatever the umask is.
    case group
}

extension FileInformation.Kind {
    /// Why something of this kind is not used in place of what was expected.
    var refusal: String {
        switch self {
        case .file: "it is a file"
        case .directory: "it is a directory"
        case .link: "it is a symbolic link, which somebody else may have put there"
        case .other: "it is neither a file nor a directory"
        }
    }
}
