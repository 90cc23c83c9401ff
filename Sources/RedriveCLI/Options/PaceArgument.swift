import RedriveCore
import RunbookParsing

/// A pace in jobs, such as `60 jobs/min`, or `off` for as fast as the limits allow.
struct PaceArgument: Sendable {
    /// The pace; nil for `off`.
    var rate: Rate?

    /// A pace from the words of a command line.
    ///
    /// - Throws: with exit status 64 if it is none.
    init(_ words: [String]) throws(ToolError) {
        let text = words.joined(separator: " ")
        if text == "off" {
            rate = nil
            return
        }
        guard let rate = RateText.parse(text, of: .jobs) else {
            throw ToolError(
                .usage,
                "the pace must be off, or \(RateText.Unit.jobs.form); this is '\(text)'",
                advice: RateText.suggestion(for: text, of: .jobs).map { "did you mean \($0)?" }
            )
        }
        self.rate = rate
    }
}
