import FoundationEssentials
import RedriveCore
import WorkatoJobs

/// A command as it travels over the socket of a live run: one line of JSON.
///
/// Source: docs/formats/control.md.
struct ControlRequest: Sendable, Hashable, Codable {
    /// The commands.
    enum Name: String, Sendable, Hashable, Codable {
        case pause, resume, stop, pace, skip
        /// Changes nothing: what the run waits for, and how fast it is.
        case waiting
    }

    /// A pace: this many jobs in this many seconds.
    struct Pace: Sendable, Hashable, Codable {
        var jobs: Int
        var seconds: Int
    }

    /// The version of the protocol.
    var redrive = 1
    /// The command.
    var command: Name
    /// For `pace`: the name of the step; nil for every step.
    var step: String?
    /// For `pace`: nil for as fast as the limits allow.
    var pace: Pace?
    /// For `skip`.
    var recipe: RecipeID?
    /// Who gives it.
    var by: CommandAuthor?
    /// Why.
    var reason: String?

    /// The longest reason, in Unicode scalars.
    static let longestReason = 500

    /// The line, without its end.
    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a bug in Redrive: \(self) cannot be written as JSON")
        }
        return Array(data)
    }

    /// What it tells a run with these steps; nil for a question.
    ///
    /// - Throws: the answer to a command that cannot be one.
    func given(steps: [String]) throws(ControlReply) -> GivenCommand? {
        guard let by else { throw ControlReply(.invalid, message: "the command does not say who gives it") }
        let author = CommandAuthor(user: Self.plain(by.user), host: Self.plain(by.host), pid: by.pid)
        let command: ControlCommand
        switch self.command {
        case .waiting: return nil
        case .pause: command = .pause
        case .resume: command = .resume
        case .stop: command = .stop
        case .pace:
            var number: Int?
            if let step {
                guard let found = steps.firstIndex(of: step) else {
                    throw ControlReply(.noSuchStep, names: steps)
                }
                number = found
            }
            if let pace, !(1...100_000).contains(pace.jobs) || !(1...86_400).contains(pace.seconds) {
                throw ControlReply(.invalid, message: "a pace must be 1 to 100000 jobs in 1 to 86400 seconds")
            }
            command = .pace(step: number, pace.map { Rate(count: $0.jobs, per: .seconds($0.seconds)) })
        case .skip:
            guard let recipe else { throw ControlReply(.invalid, message: "the command does not name a recipe") }
            command = .skip(recipe)
        }
        return GivenCommand(command, by: author, reason: reason.map(Self.plain))
    }

    /// A text of bounded length, since it is written into the state file.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestReason)))
    }
}

/// The answer to a command, as it travels over the socket: one line of JSON.
struct ControlReply: Error, Sendable, Hashable, Codable {
    /// The result of the command.
    enum Result: String, Sendable, Hashable, Codable {
        /// It is in force.
        case taken
        /// It was in force before.
        case already
        /// The plan has no such recipe.
        case noSuchRecipe = "no_such_recipe"
        /// The plan has no such step.
        case noSuchStep = "no_such_step"
        /// The run is ending.
        case ending
        /// It is none that this version knows.
        case invalid
        /// The answer to `waiting`.
        case waiting
    }

    /// The result of the command.
    var result: Result
    /// How many write requests are on their way.
    var inFlight: Int?
    /// Who gave it first, if it was in force before.
    var by: CommandAuthor?
    /// When that was, in UTC.
    var at: Timestamp?
    /// Why it is no command.
    var message: String?
    /// The names of the plan's steps, if it has no such step.
    var names: [String]?
    /// What the run waits for, the most important reason first.
    var waiting: [String]?
    /// How many jobs this process sends in 1,000 seconds; nil before anything can be measured, and after all jobs were sent.
    var jobsPer1000Seconds: Int?
    /// How long sending the rest takes, in seconds; nil if nothing is left.
    var secondsLeftToSend: Int?
    /// Whether the run can be resumed once it has ended; nil for yes.
    ///
    /// One on a simulated workspace cannot.
    var canResume: Bool?

    private enum CodingKeys: String, CodingKey {
        case result, by, at, message, names, waiting
        case inFlight = "in_flight"
        case jobsPer1000Seconds = "jobs_per_1000_seconds"
        case secondsLeftToSend = "seconds_left_to_send"
        case canResume = "can_resume"
    }

    /// A reply from its parts.
    init(
        _ result: Result,
        inFlight: Int? = nil,
        message: String? = nil,
        names: [String]? = nil
    ) {
        self.result = result
        self.inFlight = inFlight
        self.message = message
        self.names = names
    }

    /// The answer to `waiting`.
    init(_ work: LiveWork) {
        self.init(.waiting)
        waiting = work.waiting
        jobsPer1000Seconds = work.jobsPer1000Seconds
        secondsLeftToSend = work.secondsLeftToSend
    }

    /// What a run has answered.
    init(_ answer: ControlAnswer) {
        switch answer {
        case .taken(let inFlight): self.init(.taken, inFlight: inFlight)
        case .already(let word):
            self.init(.already)
            by = word?.given.author
            at = word?.at
        case .noSuchRecipe: self.init(.noSuchRecipe)
        case .noSuchStep: self.init(.noSuchStep)
        case .ending: self.init(.ending)
        }
    }

    /// The line, without its end.
    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a bug in Redrive: \(self) cannot be written as JSON")
        }
        return Array(data)
    }
}
