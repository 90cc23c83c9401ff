import Dispatch
import Glibc
package import RedriveCore
import WorkatoJobs

/// The clocks of this machine: the one that counts from its boot and goes on during suspend, and the date.
package struct MachineClock: TimeSource {
    /// The last stretch of a wait is slept by a thread outside of the task pool, since the pool's timers fire some
    /// milliseconds late.
    private static let exactStretch: Duration = .milliseconds(4)

    /// The clocks; there is one pair of them.
    package init() {}

    /// Now, on both clocks.
    package func now() -> Moment {
        let wall = Self.read(CLOCK_REALTIME)
        let milliseconds = wall.components.seconds * 1000 + wall.components.attoseconds / 1_000_000_000_000_000
        return Moment(
            instant: Instant(sinceZero: Self.read(CLOCK_BOOTTIME)),
            wall: Timestamp(milliseconds: milliseconds)
        )
    }

    /// Returns as soon as possible after `instant`.
    ///
    /// Suspends the task at least once, and never blocks a thread of the task pool.
    package func sleep(until instant: Instant) async throws(CancellationError) {
        await Task.yield()
        while !Task.isCancelled {
            let left = instant.sinceZero - Self.read(CLOCK_BOOTTIME)
            if left <= .zero { return }
            if left > Self.exactStretch {
                do {
                    try await Task.sleep(for: left - Self.exactStretch, tolerance: .zero)
                } catch {
                    throw CancellationError()
                }
            } else {
                await Self.sleepOutsidePool(until: instant)
            }
        }
        throw CancellationError()
    }

    /// A queue of its own has a thread of its own while it works, whatever the task pool is busy with.
    private static func sleepOutsidePool(until instant: Instant) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "redrive.clock").async {
                sleepThread(until: instant)
                continuation.resume()
            }
        }
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
