import WorkatoJobs

extension PlanDecoder {
    /// Reads what a plan keeps of a row of tokens.
    func row(_ fields: PlanLineFields) throws(WrongPlanValue) -> TokenRow {
        guard let fingerprint = fields.fingerprint, TokenFingerprint.isFingerprint(fingerprint) else {
            throw WrongPlanValue(key: "fingerprint", expected: "\(TokenFingerprint.digits) hex digits")
        }
        guard let line = fields.line else { throw WrongPlanValue(key: "line", expected: "a whole number from 1") }
        let recipe = fields.recipe.flatMap { RecipeID($0) }
        let job = fields.job.flatMap { JobID(validating: $0) }
        try WrongPlanValue.check(
            (recipe == nil) == (job == nil) && (job == nil) == (fields.job == nil),
            "job_id",
            "the id of a job, together with 'recipe_id'"
        )
        return TokenRow(
            fingerprint: fingerprint,
            line: line,
            recipe: recipe,
            job: job,
            note: fields.note,
            data: try data(fields)
        )
    }

    private func data(_ fields: PlanLineFields) throws(WrongPlanValue) -> TokenData? {
        let most = DocumentedLimits.resumeDataBytes
        try WrongPlanValue.check(fields.dataBytes ?? 0 <= most, "data_bytes", "at most \(most)")
        switch (fields.dataBytes, fields.dataFile, fields.dataDigest) {
        case (nil, nil, nil): return nil
        case (let bytes?, nil, nil): return .inline(bytes: bytes)
        case (let bytes?, let path?, let digest?):
            let file = PlanHeaderLine.PinnedFileEntry(path: path, sha256: digest, bytes: bytes)
            return .file(try file.file("data_file"))
        case (_, _, _):
            throw WrongPlanValue(key: "data_file", expected: "there with 'data_bytes' and 'data_sha256', or not at all")
        }
    }
}

extension PlanHeaderLine {
    /// What a step that resumes jobs keeps of its tokens.
    struct TokensEntry: Codable {
        var file: PinnedFileEntry
        var input: String?

        init(_ source: TokensSource) {
            file = PinnedFileEntry(path: source.file.path, sha256: source.file.sha256, bytes: source.file.bytes)
            input = source.input
        }

        func source() throws(WrongPlanValue) -> TokensSource {
            TokensSource(file: try file.file("resume_jobs.file"), input: input)
        }
    }

    /// A file that has to be the same when it is read again.
    struct PinnedFileEntry: Codable {
        var path: String
        var sha256: String
        var bytes: Int

        func file(_ key: String) throws(WrongPlanValue) -> PinnedFile {
            let isDigest =
                sha256.utf8.count == 64
                && sha256.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            try WrongPlanValue.check(path.hasPrefix("/"), key, "an absolute path")
            try WrongPlanValue.check(isDigest && bytes >= 0, key, "a path with a SHA-256 in lower case and a size")
            return PinnedFile(path: path, sha256: sha256, bytes: bytes)
        }
    }
}
