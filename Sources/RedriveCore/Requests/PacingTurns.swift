/// The turns that a lane has granted and still has to count, as few numbers.
///
/// A window of many turns keeps them in blocks, each with the time of its latest turn. So a turn counts a little longer than it must, at
/// most one block of them at any time, and the cost of a request does not grow with the window.
package struct PacingTurns: Sendable, Hashable {
    /// Some turns that are counted together.
    package struct Block: Sendable, Hashable {
        /// When the latest of them was granted.
        package var latest: Instant
        /// How many they are; at least 1.
        package var count: Int

        /// A block from its parts.
        package init(latest: Instant, count: Int) {
            self.latest = latest
            self.count = count
        }
    }

    /// The most turns of a window that are kept one by one.
    package static let mostSingle = 120
    /// How many blocks a window of more turns has.
    package static let blocksInWindow = 240

    /// The blocks, by time.
    package private(set) var blocks: [Block] = []

    /// Turns that an earlier process has left, or none.
    package init(_ blocks: [Block] = []) { self.blocks = blocks.sorted { $0.latest < $1.latest } }

    /// How many turns of a window of so many are counted together, so that they take at most `blocks` blocks.
    ///
    /// Few turns are kept one by one: half as many as blocks, which are shorter in the shared file.
    package static func blockSize(of count: Int, blocks: Int = blocksInWindow) -> Int {
        count <= blocks * mostSingle / blocksInWindow ? 1 : (count + blocks - 1) / blocks
    }

    /// When the newest turn was granted; nil if none was.
    package var newest: Instant? { blocks.last?.latest }

    /// How many turns there are.
    package var count: Int { blocks.reduce(0) { $0 + $1.count } }

    /// Forgets all turns but this one.
    package mutating func keepOnly(_ time: Instant) { blocks = [Block(latest: time, count: 1)] }

    /// Adds turns to the newest block, or as a new one if it is full.
    ///
    /// - Parameter size: how many turns a block has at most.
    package mutating func add(at time: Instant, count: Int = 1, blockSize size: Int) {
        guard let last = blocks.last else { return blocks.append(Block(latest: time, count: count)) }
        if time < last.latest {
            let place = blocks.firstIndex { $0.latest > time } ?? blocks.endIndex
            blocks.insert(Block(latest: time, count: count), at: place)
        } else if last.count + count <= size {
            blocks[blocks.endIndex - 1] = Block(latest: time, count: last.count + count)
        } else {
            blocks.append(Block(latest: time, count: count))
        }
    }

    /// Forgets the turns that were granted at this time or before.
    package mutating func forget(upTo time: Instant) {
        let kept = blocks.firstIndex { $0.latest > time } ?? blocks.endIndex
        blocks.removeFirst(kept)
    }

    /// When so many have left a window of this length that fewer than `most` are in it; nil if they are not too many now.
    package func freeAgain(below most: Int, window: Duration) -> Instant? {
        var left = count
        guard left >= most else { return nil }
        for block in blocks {
            left -= block.count
            if left < most { return block.latest + window }
        }
        return nil
    }
}
