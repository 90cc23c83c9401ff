import Hashing
package import RedriveCore
package import Transport
package import WorkatoJobs

/// The tokens of a plan with their data, as they were read again from the pinned files; in memory only.
package struct ResumePayloads: Sendable {
    /// What is sent for one row.
    package struct Payload: Sendable, Hashable {
        /// The token.
        package var token: Secret
        /// The data; nil for none.
        package var data: Data?

        /// A payload from its parts.
        package init(token: Secret, data: Data? = nil) {
            self.token = token
            self.data = data
        }
    }

    /// The data of a row.
    package enum Data: Sendable, Hashable {
        /// In memory.
        case inline(ResumeData)
        /// In a file, which is checked again just before it is sent.
        case file(PinnedFile)
    }

    /// By row; nil for the rows of steps that take no part.
    private let payloads: [Payload?]
    private let files: any FileSystem

    /// The payloads of a plan's rows.
    ///
    /// - Parameter payloads: parallel to the plan's tokens; nil for the rows of steps that take no part.
    package init(_ payloads: [Payload?], files: any FileSystem) {
        self.payloads = payloads
        self.files = files
    }

    /// No token.
    package static func none(files: any FileSystem) -> ResumePayloads { ResumePayloads([], files: files) }

    /// What is sent for a row; a file of data was checked just now.
    ///
    /// - Throws: `FileError` if the row has none, or if the file of its data cannot be read or is not the pinned one.
    func payload(_ row: Int) throws(FileError) -> Payload {
        guard payloads.indices.contains(row), let payload = payloads[row] else {
            preconditionFailure("a bug in Redrive: the token of row \(row) was not read")
        }
        if case .file(let file) = payload.data { try files.check(file) }
        return payload
    }
}

extension ResumePayloads.Payload {
    /// What a response to this payload says, without the token and what the data says.
    ///
    /// Data in a file, and data of a great many values, may be too large to be searched for in memory: nothing of what the server wrote is
    /// kept then.
    func answer(_ response: HTTPResponse) -> ResumeAnswer {
        let texts: Set<String>? =
            switch data {
            case nil: []
            case .inline(let data): data.texts
            case .file: nil
            }
        let secrets = response.secrets.adding([token] + (texts ?? []).map { Secret($0) })
        let answer = ResumeAnswer(reading: response.hiding(secrets))
        guard texts == nil else { return answer }
        return answer.withoutWords("the server's words are not kept, since they may repeat the data")
    }
}

extension FileSystem {
    /// Checks that a file is the one that was pinned: its size, then its SHA-256.
    ///
    /// - Throws: `FileError`, with words of its own if it is another file.
    package func check(_ pinned: PinnedFile) throws(FileError) {
        let found = try pin(pinned.path)
        guard found.bytes == pinned.bytes, found.sha256 == pinned.sha256 else {
            throw FileError(
                path: pinned.path,
                operation: .read,
                code: 0,
                reason: "it has changed since the plan was made"
            )
        }
    }

    /// A file as it is now; reads it in parts.
    ///
    /// - Parameter part: told each part, in order.
    package func pin(
        _ path: String,
        upTo bound: Int = .max,
        part: (_ bytes: [UInt8]) -> Void = { _ in }
    ) throws(FileError) -> PinnedFile {
        let file = try open(path, for: .reading)
        defer { file.close() }
        var hash = SHA256()
        var size = 0
        while true {
            let bytes = try file.read(at: size, count: 1 << 18)
            guard !bytes.isEmpty else { break }
            size += bytes.count
            guard size <= bound else {
                throw FileError(path: path, operation: .read, code: 0, reason: "it is larger than \(bound) bytes")
            }
            hash.update(data: bytes)
            part(bytes)
        }
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return PinnedFile(path: path, sha256: String(decoding: text, as: UTF8.self), bytes: size)
    }
}
