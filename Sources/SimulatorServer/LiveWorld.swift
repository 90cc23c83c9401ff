import Glibc
import Synchronization
package import Transport
package import WorkatoSimulator

/// A world that runs on the machine's time, shared by all connections, one request at a time.
package final class LiveWorld: Sendable {
    private let world: Mutex<World>
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private let start: SimulatedTime

    /// Starts the time of a world now, at the latest time that the world has.
    package init(_ world: World) {
        began = clock.now
        start = world.now
        self.world = Mutex(world)
    }

    /// Takes a request at this moment.
    package func receive(_ request: HTTPRequest) -> Exchange {
        // The time is read inside, so that the order of arrivals is the order of their times.
        world.withLock { $0.receive(request, at: start + (clock.now - began)) }
    }

    /// Everything that really happened up to this moment.
    package func ledger() -> Ledger {
        world.withLock { world in
            world.advance(to: start + (clock.now - began))
            return world.ledger
        }
    }

    /// A copy of the world as it is at this moment.
    package func snapshot() -> World {
        world.withLock { world in
            world.advance(to: start + (clock.now - began))
            return world
        }
    }
}

extension SimulatedTime {
    /// The machine's wall clock, for worlds that start now.
    package static func wallClock() -> SimulatedTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return SimulatedTime(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }
}
