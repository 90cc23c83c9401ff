import RedriveCore
import WorkatoJobs

/// The age of something by this machine's clock, which need not be the clock that it was stamped with.
enum Age: Sendable, Hashable {
    /// It was stamped this long ago.
    case past(Duration)
    /// Its stamp is this far in the future: the other clock was ahead of this one, or this one was set back.
    case future(Duration)

    /// The largest difference between the clocks of two machines at which a stamp is still trusted.
    static let mostSkew: Duration = .seconds(300)

    init(of time: Timestamp, at now: Timestamp) {
        let age = now.duration(since: time)
        self = age < .zero ? .future(.zero - age) : .past(age)
    }

    /// The age in words: `2h 5m ago`.
    var words: String {
        switch self {
        case .past(let duration): "\(Wording.time(duration)) ago"
        case .future(let duration): "\(Wording.time(duration)) ahead of this machine's clock"
        }
    }
}
