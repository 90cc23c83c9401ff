/// Counts requests for each fault and decides which fault applies.
struct FaultInjector {
    private let faults: [Scenario.Fault]
    private let seed: UInt64
    private var seen: [Int]
    private var struck: [Int]

    init(_ faults: [Scenario.Fault], seed: UInt64) {
        self.faults = faults
        self.seed = seed
        seen = Array(repeating: 0, count: faults.count)
        struck = seen
    }

    /// The first fault that applies to a request, and the sum of the delays of `slow` ones.
    mutating func strike(
        _ kind: Scenario.RequestKind,
        recipe: Int?
    ) -> (effect: Scenario.Fault.Effect?, slowedBy: Duration) {
        var effect: Scenario.Fault.Effect?
        var slowedBy = Duration.zero
        for (index, fault) in faults.enumerated() {
            guard fault.kind == nil || fault.kind == kind, fault.recipe == nil || fault.recipe == recipe else {
                continue
            }
            seen[index] += 1
            guard struck[index] < fault.times ?? .max, strikes(fault.when, index) else { continue }
            if case .slow(let duration) = fault.effect {
                slowedBy += duration
                struck[index] += 1
            } else if effect == nil {
                effect = fault.effect
                struck[index] += 1
            }
        }
        return (effect, slowedBy)
    }

    private func strikes(_ occurrence: Scenario.Fault.Occurrence, _ index: Int) -> Bool {
        let number = seen[index]
        switch occurrence {
        case .always: return true
        case .nth(let numbers): return numbers.contains(number)
        case .from(let first): return number >= first
        case .every(let step): return step > 0 && number % step == 0
        case .probability(let probability):
            var random = SeededRandom(seed, 0xFA17, UInt64(index), UInt64(number))
            return random.fraction() < probability
        }
    }
}
