import HeapModule
import WorkatoJobs

/// When the outcomes of each recipe are to be read next.
struct PollSchedule: Sendable {
    private struct Entry: Sendable, Comparable {
        var time: Instant
        var recipe: RecipeID

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.recipe) < (right.time, right.recipe)
        }
    }

    /// The entries by time; one that `times` contradicts was replaced.
    private var entries = Heap<Entry>()
    private var times: [RecipeID: Instant] = [:]

    /// Reads the recipe's outcomes at this time, and not at the one that was planned before; nil for never.
    mutating func plan(_ recipe: RecipeID, at time: Instant?) {
        guard times[recipe] != time else { return }
        times[recipe] = time
        if let time { entries.insert(Entry(time: time, recipe: recipe)) }
    }

    /// When the first recipe is to be read; nil if none is.
    mutating func next() -> (recipe: RecipeID, time: Instant)? {
        while let first = entries.min {
            if times[first.recipe] == first.time { return (first.recipe, first.time) }
            entries.removeMin()
        }
        return nil
    }
}
