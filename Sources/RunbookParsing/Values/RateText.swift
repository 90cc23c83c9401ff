package import RedriveCore

/// A rate as it is written in a runbook: `1/s`, `60/min`, `10/h`; of jobs, `300 jobs/min`.
package enum RateText {
    /// The largest count.
    static let maximumCount = 100_000

    /// What the number counts.
    package enum Unit {
        /// Requests, which are not written.
        case requests
        /// Jobs, which are.
        case jobs

        /// The form of a valid text, for messages.
        package var form: String {
            switch self {
            case .requests: "a rate such as 1/s, 60/min or 10/h, with a number from 1 to 100000"
            case .jobs: "a pace such as 5 jobs/s, 300 jobs/min or 100 jobs/h, with a number from 1 to 100000"
            }
        }
    }

    /// The rate, or nil if the text is not one.
    package static func parse(_ text: String, of unit: Unit) -> Rate? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let per: Duration
        switch parts[1] {
        case "s": per = .seconds(1)
        case "min": per = .seconds(60)
        case "h": per = .seconds(3600)
        default: return nil
        }
        var number = parts[0]
        switch unit {
        case .requests: break
        case .jobs:
            let words = parts[0].split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, words[1] == "jobs" || words[1] == "job" else { return nil }
            number = words[0]
        }
        guard let count = DigitsText.parse(number), (1...maximumCount).contains(count) else { return nil }
        return Rate(count: count, per: per)
    }
}

extension RateText {
    /// The rate that was meant by a text in words or without its unit, as a runbook writes it; nil if that is unclear.
    ///
    /// `60 per minute`, `60/m`, `300/min` for a pace, `300 jobs/min` for requests.
    package static func suggestion(for text: String, of unit: Unit) -> String? {
        guard text.utf8.count <= 40 else { return nil }
        let parts = text.lowercased().replacing(" per ", with: "/").replacing(" a ", with: "/").split(separator: "/")
        guard parts.count == 2 else { return nil }
        let words = parts[0].split(separator: " ")
        let nouns: Set<Substring> = ["request", "requests", "job", "jobs"]
        guard let number = words.first, words.count <= 2, words.dropFirst().allSatisfy(nouns.contains) else {
            return nil
        }
        let count = number.filter { $0 != "," && $0 != "_" }
        let period: String
        switch parts[1].split(separator: " ").joined(separator: " ") {
        case "s", "sec", "second", "seconds": period = "s"
        case "m", "min", "minute", "minutes": period = "min"
        case "h", "hr", "hour", "hours": period = "h"
        default: return nil
        }
        let meant =
            switch unit {
            case .requests: "\(count)/\(period)"
            case .jobs: "\(count) \(count == "1" ? "job" : "jobs")/\(period)"
            }
        return parse(meant, of: unit) == nil ? nil : meant
    }
}

/// Digits and nothing else, as a number.
enum DigitsText {
    /// The number, or nil if the text is empty, has anything but ASCII digits, or does not fit.
    static func parse(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// The same with `_` between digits, as in `28_904`.
    static func parseGrouped(_ text: some StringProtocol) -> Int? {
        let groups = text.split(separator: "_", omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty }) else { return nil }
        return parse(groups.joined())
    }
}
