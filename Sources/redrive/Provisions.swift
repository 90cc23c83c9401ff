import Glibc

/// Whether the system lets this process have what Redrive cannot do without.
///
/// Asked before anything uses the task pool: a pool that cannot make a thread waits for ever, without a word, and the
/// network library treats a missing descriptor as a bug. Source: libdispatch, `_dispatch_temporary_resource_shortage`;
/// swift-nio, `SelectableEventLoop`.
enum Provisions {
    /// What is missing.
    struct Shortage {
        /// What failed, as a sentence that makes sense alone.
        var message: String
        /// What to do about it.
        var advice: String
    }

    /// The first thing that is missing; nil where all is there.
    static func shortage() -> Shortage? {
        // Swift reads them from /proc; without that every command would be `redrive` alone, which prints help and ends with 0.
        guard !CommandLine.arguments.isEmpty else {
            return Shortage(
                message: "the command line cannot be read, because /proc is not mounted",
                advice: "mount it: mount -t proc proc /proc"
            )
        }
        let processors = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
        // The task pool, the event loops and the pool for look-ups have a thread for each processor; queues have the others.
        let threads = 3 * processors + 6
        limitArenas()
        return memoryShortage(threads: threads) ?? threadShortage(threads) ?? descriptorShortage(26 + 3 * processors)
    }

    // MARK: memory

    /// What is to be left for data besides the stacks of threads.
    private static let heap = 128 << 20
    /// The address space, in bytes, that the C library reserves for each of its arenas, and how many arenas `limitArenas`
    /// allows where the address space is limited.
    ///
    /// Elsewhere each thread may have one.
    private static let (arena, arenas) = (64 << 20, 4)

    private static func memoryShortage(threads: Int) -> Shortage? {
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        defer { attributes.deallocate() }
        var stack = 0
        pthread_attr_init(attributes)
        pthread_attr_getstacksize(attributes, &stack)
        pthread_attr_destroy(attributes)
        let data = threads * stack + heap
        let all = data + arenas * arena
        let advice = "raise the limit ('ulimit -v', 'ulimit -d'), or lower that for stacks ('ulimit -s')"
        guard canMap(all, PROT_NONE) else {
            return Shortage(
                message: "this process cannot have \(all >> 20) MiB of address space, which Redrive needs to start",
                advice: advice
            )
        }
        guard canMap(data, PROT_READ | PROT_WRITE) else {
            return Shortage(
                message:
                    "this process cannot have \(data >> 20) MiB of memory for data and stacks, which Redrive needs to start",
                advice: advice
            )
        }
        return nil
    }

    /// Whether `size` bytes of address space can be had in one piece; none of them is touched.
    private static func canMap(_ size: Int, _ protection: Int32) -> Bool {
        let mapped = mmap(nil, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { return false }
        munmap(mapped, size)
        return true
    }

    /// Where the address space is limited, arenas must not take what stacks need.
    private static func limitArenas() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max,
            let address = dlsym(nil, "mallopt")
        else { return }
        let mallopt = unsafeBitCast(address, to: (@convention(c) (Int32, Int32) -> Int32).self)
        // -8 is M_ARENA_MAX. Source: mallopt(3).
        _ = mallopt(-8, Int32(arenas))
    }

    // MARK: threads

    private static func threadShortage(_ count: Int) -> Shortage? {
        let had = startThreads(count)
        guard had < count else { return nil }
        return Shortage(
            message: "this process can have only \(had) of the \(count) threads that Redrive needs to start",
            advice: "end other processes of this user, or raise the limit ('ulimit -u', or that of the container)"
        )
    }

    /// Starts threads that wait for each other, and ends them.
    ///
    /// - Returns: how many there were at once.
    private static func startThreads(_ count: Int) -> Int {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        pthread_mutex_init(gate, nil)
        defer { pthread_mutex_destroy(gate) }
        pthread_mutex_lock(gate)
        var threads: [pthread_t] = []
        while threads.count < count {
            var thread = pthread_t()
            let code = pthread_create(
                &thread,
                nil,
                { argument in
                    guard let gate = argument?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
                    pthread_mutex_lock(gate)
                    pthread_mutex_unlock(gate)
                    return nil
                },
                gate
            )
            guard code == 0 else { break }
            threads.append(thread)
        }
        pthread_mutex_unlock(gate)
        for thread in threads { pthread_join(thread, nil) }
        return threads.count
    }

    // MARK: descriptors

    private static func descriptorShortage(_ count: Int) -> Shortage? {
        var opened: [Int32] = []
        while opened.count < count, case let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC), descriptor >= 0 {
            opened.append(descriptor)
        }
        let cause = errno
        for descriptor in opened { close(descriptor) }
        guard opened.count < count else { return nil }
        // Without this device, as in a bare chroot, the number of files is not what is wrong.
        guard cause == EMFILE || cause == ENFILE else {
            return Shortage(
                message: "/dev/null cannot be opened: \(String(cString: strerror(cause)))",
                advice: "give the container or chroot a /dev with null in it"
            )
        }
        return Shortage(
            message: "this process can open only \(opened.count) of the \(count) files that Redrive needs to start",
            advice: "raise the limit ('ulimit -n')"
        )
    }
}
