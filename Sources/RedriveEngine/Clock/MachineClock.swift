import Glibc
public import RedriveCore
import WorkatoJobs

/// The clocks of this machine: the one that counts from its boot and goes on during suspend, and the date.
public struct MachineClock: TimeSource {
    /// The last stretch of a wait is slept by the thread itself, since timers of the task pool come some milliseconds
    /// late; short enough not to hold up anything else.
    private static let exactStretch: Duration = .milliseconds(4)

    /// The clocks; there is one pair of them.
    public init() {}

    /// Now, on both clocks.
    public func now() -> Moment {
        let wall = Self.read(CLOCK_REALTIME)
        let milliseconds = wall.components.seconds * 1000 + wall.components.attoseconds / 1_000_000_000_000_000
        return Moment(
            instant: Instant(sinceZero: Self.read(CLOCK_BOOTTIME)),
            wall: Timestamp(milliseconds: milliseconds)
        )
    }

    /// Returns as soon as possible after `instant`.
    public func sleep(until instant: Instant) async throws(CancellationError) {
        while true {
            let left = instant.sinceZero - Self.read(CLOCK_BOOTTIME)
            if left <= .zero { break }
            if left > Self.exactStretch {
                do {
                    try await Task.sleep(for: left - Self.exactStretch, tolerance: .zero)
                } catch {
                    throw CancellationError()
                }
            } else {
                Self.sleepThread(until: instant)
            }
        }
        if Task.isCancelled { throw CancellationError() }
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(clock, &time)
        return Duration(secondsComponent: Int64(time.tv_sec), attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000)
    }

    private static func sleepThread(until instant: Instant) {
        let (seconds, attoseconds) = instant.sinceZero.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        _ = clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &time, nil)
    }
}
