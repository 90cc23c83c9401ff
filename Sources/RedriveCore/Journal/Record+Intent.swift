import WorkatoJobs

extension Record.Intent {
    /// What is asked for.
    package var write: Write { .repeatJobs(recipe, masters) }
}

extension Record.Intent: Codable {
    private enum CodingKeys: String, CodingKey {
        case chunk
        case tryNumber = "try"
        case step, recipe, masters, known
        case halfOf = "half_of"
    }

    /// Reads the members of an intent.
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

    /// Writes the members of an intent.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(chunk, forKey: .chunk)
        try members.encode(tryNumber, forKey: .tryNumber)
        try members.encode(step, forKey: .step)
        try members.encode(recipe, forKey: .recipe)
        try members.encode(masters, forKey: .masters)
        try members.encode(known, forKey: .known)
        try members.encodeIfPresent(halfOf, forKey: .halfOf)
    }
}
