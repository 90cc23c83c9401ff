import RedriveCore

/// What a process that works on a run knows of its work beside the records: limits, 429 answers and its own rate.
struct LiveWork: Sendable, Hashable {
    /// What the run waits for, in words, the most important reason first.
    var waiting: [String] = []
    /// How many jobs the process sends in 1,000 seconds; nil before anything can be measured, and after all jobs were sent.
    var jobsPer1000Seconds: Int?
    /// How long sending the rest takes at the limits and the pace, in seconds; nil if nothing is left.
    var secondsLeftToSend: Int?

    /// The members of a `progress` event.
    var members: JSONObject {
        var members: JSONObject = []
        if let jobsPer1000Seconds { members.append(JSONMember(.jobsPer1000Seconds, .int(jobsPer1000Seconds))) }
        members.append(JSONMember(.secondsLeftToSend, .optional(secondsLeftToSend)))
        members.append(JSONMember(.waiting, .array(waiting.map { .string($0) })))
        return members
    }

    /// The rate and the time that is left, in words; nil if neither is known.
    var words: String? {
        let rate = jobsPer1000Seconds.map { rate in
            let (count, unit) = rate >= 1_000 ? (rate, "s") : (rate * 60, "min")
            return "\(Wording.count((count + 500) / 1_000, "job"))/\(unit)"
        }
        let left = secondsLeftToSend.map { "\(Wording.time(.seconds($0))) left to send" }
        let parts = [rate, left].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension ControlReply {
    /// The answer to `waiting` as what it says of the process' work; nil for another answer.
    var work: LiveWork? {
        guard let waiting else { return nil }
        return LiveWork(
            waiting: waiting,
            jobsPer1000Seconds: jobsPer1000Seconds,
            secondsLeftToSend: secondsLeftToSend
        )
    }
}
