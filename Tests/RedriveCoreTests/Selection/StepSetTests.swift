import Testing

@testable import RedriveCore

@Suite struct StepSetTests {
    @Test func `an index is in the set once it was inserted, and no other is`() {
        let inserted = [0, 5, 63, 64, 70, 127, 128, 1000]
        var set = StepSet()
        for index in inserted { set.insert(index) }
        for index in 0...1100 { #expect(set.contains(index) == inserted.contains(index), "\(index)") }
    }

    @Test func `two sets of the same indices are equal`() {
        var (left, right) = (StepSet(), StepSet())
        for index in [3, 70] { left.insert(index) }
        for index in [70, 3, 70] { right.insert(index) }
        #expect(left == right)
    }
}
