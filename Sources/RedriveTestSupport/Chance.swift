/// Random numbers from a seed, for all tests: the same seed gives the same numbers in every run.
///
/// The product and the simulator have generators of their own, which must not change when this one does: waiting times of
/// a run are reproduced from the seed in its journal, and a scenario with a seed is the same world in every version.
///
/// SplitMix64. Source: https://prng.di.unimi.it/splitmix64.c
package struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator at the beginning of a seed's numbers.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number within a range.
    package mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True in `percent` of 100 cases.
    package mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of the elements, of which there must be one at least.
    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// One of the elements; `otherwise` if there is none.
    package mutating func pick<Element>(_ elements: [Element], otherwise: Element) -> Element {
        elements.randomElement(using: &self) ?? otherwise
    }
}
