import ArgumentParser
import RunbookParsing

/// A length of time, such as `30m`.
struct DurationArgument: ExpressibleByArgument {
    /// The length, more than zero.
    var duration: Duration

    /// A length of time; more than zero.
    init(_ duration: Duration) { self.duration = duration }

    /// A length of time from its text; nil if it is none, or zero.
    init?(argument: String) {
        guard let duration = DurationText.parse(argument), duration > .zero else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { DurationText.text(duration) }
}
