/// The candidate that was clearly meant: the only one at the smallest Damerau-Levenshtein distance, if it is close
/// enough.
///
/// Close enough is one edit for up to 4 scalars, two for up to 8, and three for more. Case is ignored, and a text of
/// more than 64 scalars has no match. An exact match is returned as it is; nil if no candidate, or more than one,
/// qualifies.
package func closestMatch(to text: String, among candidates: some Sequence<String>) -> String? {
    guard !text.isEmpty, text.utf8.count <= 256 else { return nil }
    let folded = Array(text.lowercased().unicodeScalars)
    guard folded.count <= 64 else { return nil }
    var best: (distance: Int, candidate: String)?
    var isTied = false
    for candidate in Set(candidates) {
        if candidate == text { return candidate }
        let other = Array(candidate.lowercased().unicodeScalars.prefix(65))
        let longer = max(folded.count, other.count)
        let allowed = longer <= 4 ? 1 : longer <= 8 ? 2 : 3
        guard other.count <= 64, abs(folded.count - other.count) <= allowed else { continue }
        let distance = editDistance(folded, other)
        guard distance <= allowed, distance < min(folded.count, other.count) else { continue }
        if let known = best, known.distance <= distance {
            if known.distance == distance { isTied = true }
        } else {
            best = (distance, candidate)
            isTied = false
        }
    }
    return isTied ? nil : best?.candidate
}

/// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insert, delete, replace, swap
/// neighbours.
func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        current.reserveCapacity(right.count + 1)
        for column in 1...right.count {
            let isSame = left[row - 1] == right[column - 1]
            var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                cost = min(cost, beforeLast[column - 2] + 1)
            }
            current.append(cost)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}

/// The candidates that are closest to a text, the closest first: those within three edits, or that continue it.
///
/// Case is ignored. For ids, of which there may be millions: what cannot be close is ruled out by its letters alone. Ties are in the order of the texts.
package func closestMatches(
    to text: String,
    among candidates: some Sequence<String>,
    atMost count: Int
) -> [String] {
    let folded = text.lowercased()
    let sought = Array(folded.unicodeScalars)
    guard !sought.isEmpty, sought.count <= 64 else { return [] }
    let letters = LetterCounts(text)
    var found: [String: Int] = [:]
    for candidate in candidates {
        if sought.count >= 4, candidate.utf8.count > text.utf8.count, candidate.lowercased().hasPrefix(folded) {
            found[candidate] = 1
            continue
        }
        let allowed = sought.count <= 4 ? 1 : sought.count <= 8 ? 2 : 3
        guard abs(candidate.utf8.count - text.utf8.count) <= allowed * 4,
            letters.leastEdits(to: LetterCounts(candidate)) <= allowed, found[candidate] == nil
        else { continue }
        let distance = editDistance(sought, Array(candidate.lowercased().unicodeScalars))
        if distance <= allowed { found[candidate] = distance }
    }
    return found.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(count).map(\.key)
}

/// How often each byte occurs in a text, folded to 32 kinds, which take a letter and its capital for one.
private struct LetterCounts {
    private var counts = SIMD32<Int8>(repeating: 0)

    init(_ text: String) {
        for byte in text.utf8.prefix(100) { counts[Int(byte & 31)] &+= 1 }
    }

    /// No fewer edits make one text of the other.
    func leastEdits(to other: LetterCounts) -> Int {
        var more = 0
        var less = 0
        for index in 0..<32 {
            let difference = Int(counts[index]) - Int(other.counts[index])
            if difference > 0 { more += difference } else { less -= difference }
        }
        return max(more, less)
    }
}
