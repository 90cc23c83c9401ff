/// The part of a line after a secret key, up to the line's end; nil if there is none or it opens a mapping.
///
/// Works on bytes and not on nodes, because a file that is not YAML may have secrets as well. Looks back at most 4,096
/// bytes from the part that is shown, so that a long line stays cheap; no token is that long.
func secretRange(in bytes: [UInt8], line: Range<Int>, shown: Range<Int>, keys: [String]) -> Range<Int>? {
    let start = max(line.lowerBound, shown.lowerBound - 4096)
    let searched = start..<shown.upperBound
    let ends = keys.compactMap { secretStart(in: bytes, searched, behind: Array($0.utf8)) }
    return ends.min().map { $0..<line.upperBound }
}

/// Where the value of the first such key starts.
private func secretStart(in bytes: [UInt8], _ range: Range<Int>, behind key: [UInt8]) -> Int? {
    guard let first = key.first, range.count > key.count else { return nil }
    for offset in range.lowerBound..<(range.upperBound - key.count) where bytes[offset] == first {
        guard bytes[offset..<offset + key.count].elementsEqual(key) else { continue }
        if offset > range.lowerBound, isPartOfName(bytes[offset - 1]) { continue }
        var next = offset + key.count
        if next < range.upperBound, bytes[next] == UInt8(ascii: "\"") || bytes[next] == UInt8(ascii: "'") { next += 1 }
        while next < range.upperBound, isBlank(bytes[next]) { next += 1 }
        guard next < range.upperBound, bytes[next] == UInt8(ascii: ":") else { continue }
        next += 1
        while next < range.upperBound, isBlank(bytes[next]) { next += 1 }
        if next < range.upperBound, bytes[next] != UInt8(ascii: "{"), bytes[next] != UInt8(ascii: "#") { return next }
    }
    return nil
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

private func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}
