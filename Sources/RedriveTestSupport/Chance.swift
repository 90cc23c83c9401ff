/// Random numbers from a seed, for all tests: the same seed gives the same numbers in every run.
///
/// The product and the simulator have generators of their own, which must not change when this one does: waiting times of
/// a run are reproduced from the seed in its journal, and a scenario with a seed is the same world in every version.
///
/// The 64-bit generator of Numerical Recipes, with its bits mixed: the one that the seeds of the rehearsals were found with.
package struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator at the beginning of a seed's numbers.
    package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    /// The next number.
    package mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = state ^ (state >> 29)
        return value &* 0xBF58_476D_1CE4_E5B9 ^ (value >> 31)
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
