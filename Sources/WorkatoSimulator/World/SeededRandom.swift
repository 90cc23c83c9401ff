/// SplitMix64: small, seedable, and the same everywhere.
///
/// The simulator has its own, so that a scenario and a seed give the same world whatever the client or the tests use.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// A separate stream for each purpose: drawing from one does not change another.
    init(_ seed: UInt64, _ stream: UInt64...) {
        state = seed
        for number in stream { state = scrambled(state) &+ number &* 0x9E37_79B9_7F4A_7C15 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return scrambled(state)
    }

    /// A number from 0 to below `bound`; 0 if the bound is not positive.
    mutating func below(_ bound: Int) -> Int {
        bound > 1 ? Int(next() % UInt64(bound)) : 0
    }

    /// Milliseconds within a range.
    mutating func milliseconds(in range: ClosedRange<Duration>) -> Int64 {
        let lowest = range.lowerBound.wholeMilliseconds
        return lowest + Int64(below(Int(range.upperBound.wholeMilliseconds - lowest) + 1))
    }

    /// From 0 to below 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// An index into weights, in proportion to them; nil if none is positive.
    mutating func index(weights: [Int]) -> Int? {
        let total = weights.reduce(0) { $0 + max(0, $1) }
        guard total > 0 else { return nil }
        var rest = below(total)
        for (index, weight) in weights.enumerated() {
            rest -= max(0, weight)
            if rest < 0 { return index }
        }
        return nil
    }
}

/// The finalizer of SplitMix64, a bijection.
func scrambled(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
}

/// The inverse of `scrambled`.
func unscrambled(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 31) ^ (value >> 62)) &* 0x3196_42B2_D24D_8EC3
    value = (value ^ (value >> 27) ^ (value >> 54)) &* 0x96DE_1B17_3F11_9089
    return value ^ (value >> 30) ^ (value >> 60)
}
