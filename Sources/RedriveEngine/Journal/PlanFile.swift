package import RedriveCore

/// Plan files: written once, never overwritten, read whole.
package enum PlanFile {
    /// A plan in a file.
    package struct Contents: Sendable {
        /// The plan.
        package var plan: Plan
        /// The first 12 hex digits of its digest.
        package var planID: String
        /// Its digest, the SHA-256 that it ends with, as 64 hex digits.
        package var digest: String
    }

    /// The default name of a plan's file.
    package static func defaultName(of plan: Plan, planID: String) -> String {
        "\(plan.header.name)-\(planID).plan.jsonl"
    }

    /// Writes a plan to a new file: complete and synced before it has its name.
    ///
    /// - Parameters:
    ///   - path: nil for the default name in the current directory.
    /// - Returns: where it is, and its id.
    /// - Throws: `EngineError.nameTaken` or `.file`; nothing is left behind then.
    package static func write(
        _ plan: Plan,
        to path: String?,
        fileSystem: any FileSystem
    ) throws(EngineError) -> (path: String, planID: String) {
        let known = path ?? "\(plan.header.name).plan.jsonl"
        let temporary = FilePath.temporary(for: known)
        do throws(FileError) {
            let file = try fileSystem.createTemporary(for: known)
            defer { file.close() }
            _ = try? file.tryLock()
            do throws(FileError) {
                let planID = try write(plan, to: file)
                let path = path ?? defaultName(of: plan, planID: planID)
                try fileSystem.publish(temporary, as: path)
                return (path, planID)
            } catch {
                try? fileSystem.remove(temporary)
                throw error
            }
        } catch {
            if error.isAlreadyThere { throw .nameTaken(path: error.path) }
            throw .file(error)
        }
    }

    /// Reads a plan.
    ///
    /// - Throws: `EngineError.planFile` where it is not valid, `.file` where it cannot be read.
    package static func read(_ path: String, fileSystem: any FileSystem) throws(EngineError) -> Contents {
        let file: any OpenFile
        do {
            file = try fileSystem.open(path, for: .reading)
        } catch {
            throw .file(error)
        }
        defer { file.close() }
        var decoder = PlanDecoder()
        var lines = LineReader(file)
        do {
            while let line = try lines.next() {
                do {
                    try decoder.consume(line: line.bytes)
                } catch {
                    // What lacks its newline was not written, or not copied, to its end.
                    throw line.isComplete ? error : error.ofLineCutShort(line.bytes)
                }
            }
            let (plan, planID) = try decoder.finish()
            return Contents(plan: plan, planID: planID, digest: decoder.digest)
        } catch let error as PlanFileError {
            throw .planFile(path: path, error)
        } catch let failure as FileError {
            throw .file(failure)
        } catch {
            preconditionFailure("a bug in Redrive: \(error)")
        }
    }

    private static func write(_ plan: Plan, to file: any OpenFile) throws(FileError) -> String {
        var encoder = PlanEncoder(plan)
        var buffer: [UInt8] = []
        while let line = encoder.next() {
            buffer += line
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1 << 20 {
                try file.append(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.append(buffer)
        try file.sync()
        guard let planID = encoder.planID else {
            preconditionFailure("a bug in Redrive: a plan was written without an id")
        }
        return planID
    }
}

extension PlanFileError {
    /// The same of a line that lacks its newline: what cannot be read there was cut off.
    fileprivate func ofLineCutShort(_ bytes: ArraySlice<UInt8>) -> PlanFileError {
        switch fault {
        case .notJSON: PlanFileError(line: line, fault: .truncated)
        case .noHeader where bytes.first == UInt8(ascii: "{"): PlanFileError(line: line, fault: .truncated)
        case .noHeader, .empty, .damaged, .lineTooLong, .newerFormat, .unknownType, .outOfPlace, .wrongValue, .missing,
            .repeatedKey, .duplicateMaster, .countsDisagree, .altered, .afterEnd, .truncated:
            self
        }
    }
}
