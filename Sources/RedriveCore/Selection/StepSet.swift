/// A small set of indices: the steps of one recipe that something holds for.
///
/// Up to 64 need no allocation.
struct StepSet: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: [UInt64] = []

    /// Whether the index is in the set.
    func contains(_ index: Int) -> Bool {
        if index < 64 { return low & (1 << UInt64(index)) != 0 }
        let word = index / 64 - 1
        return word < high.count && high[word] & (1 << UInt64(index % 64)) != 0
    }

    /// Puts the index in.
    mutating func insert(_ index: Int) {
        if index < 64 {
            low |= 1 << UInt64(index)
            return
        }
        let word = index / 64 - 1
        while high.count <= word { high.append(0) }
        high[word] |= 1 << UInt64(index % 64)
    }
}
