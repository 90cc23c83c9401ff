/// The candidate that was clearly meant: the only one at the smallest Damerau-Levenshtein distance, if it is close enough.
///
/// Close enough is one edit for up to 4 scalars, two for up to 8, and three for more. Case is ignored, and a text of more
/// than 64 scalars has no match. An exact match is returned as it is; nil if no candidate, or more than one, qualifies.
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

/// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insert, delete, replace, swap neighbours.
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
