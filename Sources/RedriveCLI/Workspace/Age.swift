import RedriveCore
import WorkatoJobs

/// How old something is by this machine's clock, which need not be the clock that stamped it.
enum Age: Sendable, Hashable {
    /// It was stamped this long ago.
    case past(Duration)
    /// Its stamp lies this far in the future: the clock that stamped it was ahead of this one, or this one was set back.
    case future(Duration)

    /// The largest difference between the clocks of two machines at which a stamp is still trusted.
    static let mostSkew: Duration = .seconds(300)

    init(of time: Timestamp, at now: Timestamp) {
        let age = now.duration(since: time)
        self = age < .zero ? .future(.zero - age) : .past(age)
    }

    /// How old, in words: `2h 5m ago`.
    var words: String {
        switch self {
        case .past(let duration): "\(Wording.time(duration)) ago"
        case .future(let duration): "\(Wording.time(duration)) ahead of this machine's clock"
        }
    }
}
