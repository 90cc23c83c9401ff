package import WorkatoJobs

/// Now, on both clocks: the monotonic one decides, the wall clock stamps.
package struct Moment: Sendable, Hashable {
    /// The monotonic clock.
    package var instant: Instant
    /// The wall clock; for stamps, and never compared with the server's.
    package var wall: Timestamp

    /// A moment from its parts.
    package init(instant: Instant, wall: Timestamp) {
        self.instant = instant
        self.wall = wall
    }
}
