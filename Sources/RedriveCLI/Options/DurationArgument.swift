import ArgumentParser
import RunbookParsing

/// A length of time, such as `30m`.
struct DurationArgument: ExpressibleByArgument {
    /// The length, more than zero.
    var duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = DurationText.parse(argument), duration > .zero else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { DurationText.text(duration) }
}
