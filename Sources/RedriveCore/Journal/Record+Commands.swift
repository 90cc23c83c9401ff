import WorkatoJobs

extension Record {
    /// A command to a live run took effect.
    package struct Commanded: Sendable, Hashable {
        /// The command, with who gave it and why.
        package var given: GivenCommand

        /// A record from its parts.
        package init(_ given: GivenCommand) { self.given = given }
    }
}

extension Record.Commanded: Codable {
    /// The names of commands in a state file.
    private enum Name: String, Codable {
        case stop, leave, pause, resume, pace, skip
    }

    private enum CodingKeys: String, CodingKey {
        case command, step, pace
        case recipe
        case author = "by"
        case reason
    }

    /// A pace: this many jobs in this many seconds.
    private struct Pace: Codable {
        var count: Int
        var seconds: Int
    }

    /// Reads `command` with its members.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let command: ControlCommand
        switch try members.decode(Name.self, forKey: .command) {
        case .stop: command = .stop
        case .leave: command = .leave
        case .pause: command = .pause
        case .resume: command = .resume
        case .pace:
            let pace = try members.decodeIfPresent(Pace.self, forKey: .pace)
            if let pace, pace.count < 1 || !(1...86_400).contains(pace.seconds) {
                throw DecodingError.dataCorruptedError(
                    forKey: .pace,
                    in: members,
                    debugDescription: "a pace of at least one job in 1 to 86400 seconds"
                )
            }
            let rate = pace.map { Rate(count: $0.count, per: .seconds($0.seconds)) }
            command = .pace(step: try members.decodeIfPresent(Int.self, forKey: .step), rate)
        case .skip: command = .skip(try members.decode(RecipeID.self, forKey: .recipe))
        }
        let author = try members.decodeIfPresent(CommandAuthor.self, forKey: .author)
        self.init(GivenCommand(command, by: author, reason: try members.decodeIfPresent(String.self, forKey: .reason)))
    }

    /// Writes `command` with its members.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        switch given.command {
        case .stop: try members.encode(Name.stop, forKey: .command)
        case .leave: try members.encode(Name.leave, forKey: .command)
        case .pause: try members.encode(Name.pause, forKey: .command)
        case .resume: try members.encode(Name.resume, forKey: .command)
        case .pace(let step, let rate):
            try members.encode(Name.pace, forKey: .command)
            try members.encodeIfPresent(step, forKey: .step)
            let pace = rate.map { Pace(count: $0.count, seconds: Int($0.per.components.seconds)) }
            try members.encodeIfPresent(pace, forKey: .pace)
        case .skip(let recipe):
            try members.encode(Name.skip, forKey: .command)
            try members.encode(recipe, forKey: .recipe)
        }
        try members.encodeIfPresent(given.author, forKey: .author)
        try members.encodeIfPresent(given.reason, forKey: .reason)
    }
}
