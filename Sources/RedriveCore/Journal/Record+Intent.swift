package import WorkatoJobs

extension Record.Intent {
    /// A record of the intent to repeat jobs.
    ///
    /// - Parameter masters: in the order sent; 1 to `DocumentedLimits.jobsPerRepeatRequest`.
    package init(
        chunk: Int,
        tryNumber: Int,
        step: Int,
        recipe: RecipeID,
        masters: [JobID],
        known: [JobID: [JobID]],
        halfOf: Int? = nil
    ) {
        let write = Write.repeatJobs(recipe, masters)
        self.init(chunk: chunk, tryNumber: tryNumber, step: step, write: write, known: known, halfOf: halfOf)
    }

    /// The recipe that the write is about.
    package var recipe: RecipeID {
        switch write {
        case .repeatJobs(let recipe, _): recipe
        }
    }

    /// The masters of the jobs that are repeated, in the order sent.
    package var masters: [JobID] {
        switch write {
        case .repeatJobs(_, let masters): masters
        }
    }
}

extension Record.Intent: Codable {
    private enum CodingKeys: String, CodingKey {
        case chunk
        case tryNumber = "try"
        case step, recipe, masters, known
        case halfOf = "half_of"
    }

    /// Reads the members of a write beside those of every intent.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            chunk: try members.decode(Int.self, forKey: .chunk),
            tryNumber: try members.decode(Int.self, forKey: .tryNumber),
            step: try members.decode(Int.self, forKey: .step),
            recipe: try members.decode(RecipeID.self, forKey: .recipe),
            masters: try members.decode([JobID].self, forKey: .masters),
            known: try members.decode([JobID: [JobID]].self, forKey: .known),
            halfOf: try members.decodeIfPresent(Int.self, forKey: .halfOf)
        )
    }

    /// Writes the members of a write beside those of every intent.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(chunk, forKey: .chunk)
        try members.encode(tryNumber, forKey: .tryNumber)
        try members.encode(step, forKey: .step)
        switch write {
        case .repeatJobs(let recipe, let masters):
            try members.encode(recipe, forKey: .recipe)
            try members.encode(masters, forKey: .masters)
        }
        try members.encode(known, forKey: .known)
        try members.encodeIfPresent(halfOf, forKey: .halfOf)
    }
}
