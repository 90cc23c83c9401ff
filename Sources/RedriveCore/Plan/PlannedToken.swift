/// A suspended job that the plan would resume: a row of a step's tokens.
///
/// A run knows it by its place among the plan's tokens, its *row*.
package struct PlannedToken: Sendable, Hashable {
    /// The index of its step in the header.
    package var step: Int
    /// What the plan keeps of the row.
    package var row: TokenRow

    /// A planned token from its parts.
    package init(step: Int, row: TokenRow) {
        self.step = step
        self.row = row
    }
}

extension Plan {
    /// How many jobs the plan would repeat or resume.
    package var items: Int { jobs.count + tokens.count }

    /// The rows of a step, as indices into `tokens`; empty for a step of another kind.
    package func rows(ofStep step: Int) -> Range<Int> {
        let first = tokens.firstIndex { $0.step == step } ?? tokens.endIndex
        let end = tokens[first...].firstIndex { $0.step != step } ?? tokens.endIndex
        return first..<end
    }

    /// The files of the plan's tokens, one for each step that resumes jobs.
    package var filesOfTokens: [PinnedFile] {
        header.steps.compactMap { step in
            if case .resumeJobs(let source) = step.kind { source.file } else { nil }
        }
    }

    /// The files that have to be the same whenever tokens are sent: those of the tokens of these steps, and those of their data.
    ///
    /// - Parameter steps: the names of the steps; nil for all.
    package func pinnedFiles(ofSteps steps: [String]? = nil) -> [PinnedFile] {
        var files: [PinnedFile] = []
        for (number, step) in header.steps.enumerated() where steps?.contains(step.name) ?? true {
            guard case .resumeJobs(let source) = step.kind else { continue }
            files.append(source.file)
            for token in tokens[rows(ofStep: number)] {
                if case .file(let file) = token.row.data { files.append(file) }
            }
        }
        var seen: Set<PinnedFile> = []
        return files.filter { seen.insert($0).inserted }
    }
}
