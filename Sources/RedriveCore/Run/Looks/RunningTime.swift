/// How long repeats run, as those that have ended show: most have ended after `most`.
///
/// It follows the time within which nine of ten repeats end, by small steps, so that a few long ones do not hold up the others.
struct RunningTime: Sendable, Hashable {
    /// Nine of ten repeats end within this time.
    private(set) var most: Duration = RunningTime.shortest

    /// How long after its answer a repeat is read first: once it should have ended.
    var untilRead: Duration { most == Self.shortest ? most : most + Self.afterEnd }

    /// A repeat is read this long after it should have ended.
    private static let afterEnd: Duration = .milliseconds(500)
    /// The first look at a repeat comes this long after its answer at the earliest.
    static let shortest: Duration = .seconds(1)
    /// The first look at a repeat comes this long after its answer at the latest: guards have to hear of it.
    static let longest: Duration = .seconds(60)

    /// A repeat has run for this long, by the server's times.
    mutating func ended(after time: Duration) {
        if time > most { most = min(most + step, time) } else { most = max(most - step / 9, time) }
        most = min(max(most, Self.shortest), Self.longest)
    }

    /// A repeat runs still, this long after its answer.
    mutating func stillRuns(after time: Duration) {
        guard time > most / 2 else { return }
        most = min(max(most, min(most + step, time * 3 / 2)), Self.longest)
    }

    private var step: Duration { max(most / 10, .milliseconds(200)) }
}
